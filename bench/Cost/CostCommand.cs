using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace StockFlow.Bench.Cost;

/// <summary>Runs the app, counts, and prints what Azure would bill: for 1,000 orders, and for a month without any.</summary>
internal static class CostCommand
{
    private const int OrdersPerUnit = 1_000;
    private const int TableWidth = 130;
    private const double DaysPerMonth = 365.25 / 12;

    private static readonly int[] OrdersOfMonths = [1_000, 10_000, 100_000];

    /// <param name="folder">For the stores of the runs.</param>
    /// <param name="orders">How many to run of each sort.</param>
    public static async Task RunAsync(string folder, int orders)
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, TableWidth);
        var list = PriceList.Load();
        var quiet = await CostRun.QuietAsync(In(folder, "quiet"), orders);
        var rush = await CostRun.RushAsync(In(folder, "rush"), orders);
        var day = await CostRun.IdleDayAsync(In(folder, "idle"));

        PrintFunctions("orders minutes apart, for each order", quiet, orders);
        PrintFunctions("a day without orders", day, 1);
        var scale = (double)OrdersPerUnit / orders;
        var bills = new Column[]
        {
            new("minutes apart", Bill.OfQuietOrders(quiet, orders, list), scale),
            new("all at once", Bill.OfRush(rush, list), scale),
            new("idle month", Bill.OfIdleDay(day, list), DaysPerMonth),
        };
        PrintBill(bills, list);
        PrintMonths(bills[0], bills[2], list);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            scenario = "cost",
            currency = list.Currency,
            per1000OrdersMinutesApart = Math.Round(bills[0].Cost(list), 3),
            per1000OrdersAtOnce = Math.Round(bills[1].Cost(list), 3),
            idleMonth = Math.Round(bills[2].Cost(list) + list.CostOf(Meter.MessagingBase, 1), 2),
        }));
    }

    private static ScenarioContext In(string folder, string name) => new(Directory.CreateDirectory(Path.Combine(folder, name)).FullName, null);

    /// <summary>What each function asks for: where to look when it is to cost less.</summary>
    private static void PrintFunctions(string title, Tally tally, double per)
    {
        UseKind[] kinds = [UseKind.Execution, UseKind.PointRead, UseKind.Query, UseKind.Write, UseKind.Batch, UseKind.Send, UseKind.Call];
        var table = new Table().Border(TableBorder.Rounded).Title(title).AddColumn("function");
        foreach (var name in (string[])["executions", "point reads", "queries", "writes", "group transactions", "sends", "calls"])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (var function in tally.Functions)
        {
            table.AddRow([function, .. kinds.Select(kind => Number(tally.Sum(kind, name => name == function) / per))]);
        }

        AnsiConsole.Write(table);
    }

    private static void PrintBill(Column[] columns, PriceList list)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .Title($"counted and billed for {OrdersPerUnit:N0} orders of 3 lines and 4 channels, and for a month without orders; {list.Region}, {list.Currency}")
            .AddColumn("meter");
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column.Name).RightAligned()).AddColumn(new TableColumn(list.Currency).RightAligned());
        }

        foreach (var meter in Enum.GetValues<Meter>().Where(meter => columns.Any(column => column.Bill[meter] > 0)))
        {
            table.AddRow([$"[bold]{meter}[/]", .. columns.SelectMany(column => Cells(column, meter, list))]);
            foreach (var what in columns.SelectMany(column => column.Bill.Parts.GetValueOrDefault(meter, [])).Select(part => part.What).Distinct())
            {
                table.AddRow([$"  {what}", .. columns.SelectMany(column =>
                    (string[])[Number(column.Bill.Parts.GetValueOrDefault(meter, []).Where(part => part.What == what).Sum(part => part.Count) * column.Scale), ""])]);
            }
        }

        table.AddRow(["[bold]together[/]", .. columns.SelectMany(column => (string[])["", $"[bold]{Money(column.Cost(list))}[/]"])]);
        AnsiConsole.Write(table);
    }

    private static string[] Cells(Column column, Meter meter, PriceList list)
    {
        var count = column.Bill[meter] * column.Scale;
        return [Number(count), Money(list.CostOf(meter, count))];
    }

    private static void PrintMonths(Column quiet, Column idle, PriceList list)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("a month: free grants off, base charge on")
            .AddColumn(new TableColumn("orders").RightAligned()).AddColumn(new TableColumn(list.Currency).RightAligned());
        foreach (var orders in OrdersOfMonths.Prepend(0))
        {
            var cost = Enum.GetValues<Meter>().Sum(meter => meter == Meter.MessagingBase
                ? list.CostOf(meter, 1)
                : list.MonthlyCostOf(meter, (idle.Bill[meter] * idle.Scale) + (quiet.Bill[meter] * quiet.Scale * orders / OrdersPerUnit)));
            table.AddRow(orders.ToString("N0", CultureInfo.InvariantCulture), Money(cost));
        }

        AnsiConsole.Write(table);
    }

    private static string Number(double number) =>
        number == 0 ? "" : number.ToString(number < 10 && number % 1 != 0 ? "N2" : "N0", CultureInfo.InvariantCulture);

    private static string Money(double money) => money.ToString("N3", CultureInfo.InvariantCulture);

    private sealed record Column(string Name, Bill Bill, double Scale)
    {
        public double Cost(PriceList list) => Enum.GetValues<Meter>().Sum(meter => list.CostOf(meter, Bill[meter] * Scale));
    }
}
