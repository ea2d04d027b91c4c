using System.Globalization;
using Spectre.Console;
using StockFlow.Simulator.Replay;

namespace StockFlow.Simulator.Console;

/// <summary>Shows what a replay came to.</summary>
internal sealed class ReportView(IAnsiConsole console)
{
    private const int SkippedRowsShown = 10;

    public void Show(ReplayReport report)
    {
        console.WriteLine();
        console.Write(new Rule($"[bold]{Day(report.From)} to {Day(report.Until)}[/]").LeftJustified());
        ShowOrders(report);
        ShowShops(report);
        ShowStock(report);
        ShowFaults(report);
        ShowSkipped(report);
        ShowAudit(report.Audit);
        ShowWarnings(report);
        console.MarkupLine($"[grey]{Span(report.Jumped)} of the shops' time passed in {report.Elapsed.TotalSeconds:0.0} s.[/]");
    }

    private void ShowOrders(ReplayReport report)
    {
        var tally = report.Tally;
        var table = Table("Orders", "count");
        table.AddRow("orders taken", $"{N(tally.Sales.Values.Sum())} with {N(tally.Lines)} lines and {N(tally.Units)} units");
        table.AddRow("lines reserved", N(report.Lines.Reserved));
        table.AddRow("lines short", N(report.Lines.Short));
        table.AddRow("lines backordered", N(report.Lines.Backordered));
        table.AddRow("lines quarantined", $"{N(tally.Quarantined)} until their SKU came in, {N(report.QuarantinedLeft)} now");
        table.AddRow("lines of cancelled orders", N(report.Lines.Cancelled));
        table.AddRow("orders cancelled", $"{N(tally.OrdersCancelled)} by customers, {N(tally.OrdersRejected)} since they could not be had whole");
        table.AddRow("orders refunded in part", $"{N(tally.OrdersRefunded)} ({N(tally.UnitsCancelled)} units cancelled or refunded in all)");
        console.Write(table);
    }

    private void ShowShops(ReplayReport report)
    {
        var table = Table("Channel", "told", "orders", "pushes", "items", "429s", "order → shown here, p50", "p95");
        foreach (var shop in report.Shops)
        {
            var (kind, when) = (shop.Plan.Title.Split(" · ")[0], shop.Plan.Title.Split(" · ")[1]);
            table.AddRow(
                $"{shop.Plan.Id}\n[grey]{Markup.Escape(kind)}[/]",
                Markup.Escape(when),
                N(shop.Orders),
                N(shop.Pushes),
                N(shop.Items),
                N(shop.Throttled),
                Span(shop.P50),
                Span(shop.P95));
        }

        console.Write(table);
    }

    private void ShowStock(ReplayReport report)
    {
        var tally = report.Tally;
        var table = Table("Beside the orders", string.Empty);
        var (found, lost) = tally.UnitsAdjusted;
        var cut = tally.AdjustmentsCutShort == 0 ? string.Empty : $"; {N(tally.AdjustmentsCutShort)} booked only as far as there was stock";
        table.AddRow("stock adjustments", $"{N(tally.Adjustments)} (+{N(found)} found, −{N(lost)} lost{cut})");
        table.AddRow("goods of earlier months come back", $"{N(tally.UnitsReturned)} units");
        table.AddRow("failed work retried by hand", N(tally.FailuresRetried));
        foreach (var (kind, (lines, amount)) in tally.Fees)
        {
            table.AddRow($"no goods: {Words(kind.ToString())}", string.Create(CultureInfo.InvariantCulture, $"{lines} lines, £{amount:N2}"));
        }

        console.Write(table);
    }

    private void ShowFaults(ReplayReport report)
    {
        if (report.Faults.Count == 0)
        {
            return;
        }

        var table = Table("Fault on purpose", "times");
        foreach (var (kind, count) in report.Faults)
        {
            table.AddRow(Words(kind), N(count));
        }

        console.Write(table);
    }

    private void ShowSkipped(ReplayReport report)
    {
        if (report.Skipped.Count == 0)
        {
            return;
        }

        console.MarkupLine($"[yellow]{N(report.Skipped.Count)} rows could not be read and were skipped:[/]");
        foreach (var row in report.Skipped.Take(SkippedRowsShown))
        {
            console.WriteLine($"  line {row.LineNumber}: {row.Reason}");
        }

        if (report.Skipped.Count > SkippedRowsShown)
        {
            console.WriteLine($"  … and {N(report.Skipped.Count - SkippedRowsShown)} more");
        }
    }

    private void ShowAudit(AuditResult audit)
    {
        var table = Table("Audit", "wrong", "looked at");
        Row("units oversold", audit.OversoldUnits, $"{N(audit.Skus)} SKUs");
        Row("units on hand that the books don't explain", audit.LostUnits, $"{N(audit.Skus)} SKUs");
        Row("units owed, neither held nor told short", audit.UnaccountedUnits, $"{N(audit.Skus)} SKUs");
        Row("levels that differ from their journal", audit.JournalDifferences, $"{N(audit.Skus)} SKUs");
        foreach (var (channel, differences) in audit.ListingDifferences)
        {
            Row($"numbers wrong on {channel}", differences, $"{N(audit.Listings[channel])} listings");
        }

        Row("orders missing or not done", audit.OrdersMissing, "all orders");
        console.Write(table);
        foreach (var example in audit.Passes ? [] : audit.Examples)
        {
            console.WriteLine($"  {example}");
        }

        if (audit.Failures > 0)
        {
            console.MarkupLine($"[yellow]{N(audit.Failures)} pieces of failed work are set aside in StockFlow.[/]");
        }

        console.MarkupLine(audit.Passes ? "[bold green]The audit passes.[/]" : "[bold red]The audit fails.[/]");

        void Row(string what, long wrong, string of) =>
            table.AddRow(what, wrong == 0 ? "[green]0[/]" : $"[red]{N(wrong)}[/]", of);
    }

    private void ShowWarnings(ReplayReport report)
    {
        if (report.Audit.Passes)
        {
            return;
        }

        foreach (var (warning, count) in report.Warnings)
        {
            console.WriteLine($"  {N(count)} × {warning}");
        }
    }

    private static Table Table(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded);
        for (var index = 0; index < columns.Length; index++)
        {
            var column = new TableColumn($"[bold]{Markup.Escape(columns[index])}[/]");
            table.AddColumn(index > 1 && columns.Length > 3 ? column.RightAligned() : column);
        }

        return table;
    }

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset time) => time.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Words(string name) =>
        string.Concat(name.Select((letter, index) => index > 0 && char.IsUpper(letter) && name[index - 1] != ' ' ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    private static string Span(TimeSpan? span) => span switch
    {
        null => "–",
        { TotalMilliseconds: < 1000 } time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 60 } time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        { TotalMinutes: < 60 } time => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s"),
        { TotalHours: < 48 } time => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min"),
        { } time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0.0} days"),
    };
}
