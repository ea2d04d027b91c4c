using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using StockFlow.Bench.Cost;
using StockFlow.Bench.Scenarios;

namespace StockFlow.Bench;

/// <summary>The scenarios by name, and how one is run and reported.</summary>
public static class Catalog
{
    private static readonly IReadOnlyList<Scenario> Scenarios =
    [
        new("ledger-hot", "one SKU, 64 callers, fsynced, through the ledger API", LedgerScenario.HotAsync),
        new("ledger-spread", "1,000 SKUs, 64 callers, fsynced, through the ledger API", LedgerScenario.SpreadAsync),
        new("azurite-hot", "one SKU, 16 callers, on the storage emulator: combining against read, decide, write, retry", AzuriteScenario.HotAsync),
        new("webhooks", "signed 2 KB Shopify orders over HTTP, 64 connections, durable before 202", WebhooksScenario.RunAsync),
        new("orders", "webhook, queue, orchestration, 3 lines reserved, 4 channels told", OrdersScenario.RunAsync),
        new("orders-stored", "the cost of an order after 1,000 and after 100,000 stored", OrdersStoredScenario.RunAsync),
        new("journal", "explaining and as-of levels of a SKU with 1,000 and with 100,000 journal entries", JournalScenario.RunAsync),
    ];

    private const string CostName = "cost";

    /// <returns>0, or 2 when the arguments name no scenario.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var scenario = args.Length > 0 ? Scenarios.FirstOrDefault(s => s.Name == args[0]) : null;
        if (scenario is null && args is not [CostName, ..])
        {
            Console.Error.WriteLine(args.Length == 0 ? "Which scenario?" : $"There is no scenario '{args[0]}'.");
            Console.Error.WriteLine("Usage: dotnet run -c Release --project bench -- SCENARIO [--count N]");
            foreach (var known in Scenarios)
            {
                Console.Error.WriteLine($"  {known.Name,-16} {known.Description}");
            }

            Console.Error.WriteLine($"  {CostName,-16} what Azure would bill for 1,000 orders of 3 lines and 4 channels, and for a month without any");

            return 2;
        }

        if (!TryReadCount(args, out var count))
        {
            Console.Error.WriteLine("--count takes a whole number above zero, such as --count 20000.");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("stockflow-bench-").FullName;
        try
        {
            await (scenario is null ? CostCommand.RunAsync(folder, count ?? 1_000) : MeasureAsync(scenario, folder, count));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool TryReadCount(string[] args, out int? count)
    {
        count = null;
        if (args.Length == 1)
        {
            return true;
        }

        if (args.Length != 3 || args[1] != "--count" || !int.TryParse(args[2], CultureInfo.InvariantCulture, out var number) || number <= 0)
        {
            return false;
        }

        count = number;
        return true;
    }

    private static async Task MeasureAsync(Scenario scenario, string folder, int? count)
    {
        using var memory = new MemoryWatch();
        var result = await scenario.RunAsync(new ScenarioContext(folder, count));
        var peakMemoryMb = memory.PeakMegabytes;
        var yardstick = Yardstick.Measure(folder, result.RowsPerOperation);
        Print(scenario, result, peakMemoryMb, yardstick);
    }

    private static void Print(Scenario scenario, Measurement result, double peakMemoryMb, double yardstick)
    {
        var table = new Table().Border(TableBorder.Rounded).Title($"{scenario.Name}: {Markup.Escape(scenario.Description)}");
        table.AddColumn("figure").AddColumn(new TableColumn("value").RightAligned());
        table.AddRow(result.Unit, result.Count.ToString("N0", CultureInfo.InvariantCulture));
        table.AddRow($"{result.Unit} per second", result.PerSecond.ToString("N0", CultureInfo.InvariantCulture));
        table.AddRow("p50", FormattableString.Invariant($"{result.Latencies.Percentile(0.50):N2} ms"));
        table.AddRow("p99", FormattableString.Invariant($"{result.Latencies.Percentile(0.99):N2} ms"));
        table.AddRow("peak memory", FormattableString.Invariant($"{peakMemoryMb:N0} MB"));
        table.AddRow("rows changed each", FormattableString.Invariant($"{result.RowsPerOperation:N1}"));
        table.AddRow("yardstick per second", yardstick.ToString("N0", CultureInfo.InvariantCulture));
        table.AddRow("ratio", FormattableString.Invariant($"{result.PerSecond / yardstick:N3}"));
        foreach (var (name, value) in result.Notes)
        {
            table.AddRow(Markup.Escape(name), Markup.Escape(value));
        }

        AnsiConsole.Write(table);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            scenario = scenario.Name,
            perSecond = Math.Round(result.PerSecond, 1),
            p50Ms = Math.Round(result.Latencies.Percentile(0.50), 3),
            p99Ms = Math.Round(result.Latencies.Percentile(0.99), 3),
            peakMemoryMb = Math.Round(peakMemoryMb, 1),
            yardstickPerSecond = Math.Round(yardstick, 1),
            ratio = Math.Round(result.PerSecond / yardstick, 4),
        }));
    }
}
