using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using EmbeddedFunctions.Store;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StockFlow.Bench.Load;
using StockFlow.Channels;
using StockFlow.Explanations;
using StockFlow.Orders;
using StockFlow.Settings;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Bench.Scenarios;

/// <summary>
/// What explaining a number, and reading levels as of a position or time, costs for a SKU with 1,000 journal entries and for one with
/// 100,000, before and after its old entries were archived.
/// </summary>
internal sealed class JournalScenario
{
    private const int Callers = 4;
    private const int EntriesFew = 1_000;
    private const int EntriesManyDefault = 100_000;
    private const int Readings = 500;

    private static readonly LocationId Location = LocationId.Parse("london");
    private static readonly ChannelId Channel = ChannelId.Parse("shop");
    private static readonly Sku Few = Sku.Parse("FEW");
    private static readonly Sku Many = Sku.Parse("MANY");

    private readonly Random _random = new(1);
    private readonly List<(string Name, string Value)> _notes = [];
    private readonly CountingTables _tables;
    private readonly ServiceProvider _services;
    private readonly int _entriesMany;

    private JournalScenario(ScenarioContext context)
    {
        _entriesMany = context.Count ?? EntriesManyDefault;
        _tables = new CountingTables(context.StoreConnection);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [ConnectionNames.Storage] = context.StoreConnection,
            [$"StockFlow:Locations:{Location}:Priority"] = "1",
            [$"StockFlow:Channels:{Channel}:Kind"] = "http",
            [$"StockFlow:Channels:{Channel}:Endpoint"] = "http://127.0.0.1:9/",
            [$"StockFlow:Channels:{Channel}:WebhookSecret"] = "whsec_cmVwbGFjZSB0aGlzIHdpdGggeW91ciBvd24gc2VjcmV0",
        }).Build();
        var services = new ServiceCollection().AddSingleton<TableServiceClient>(_tables).AddLogging();
        services.AddStorage(configuration).AddChannels(configuration).AddConnectors().AddExplanations();
        _services = services.BuildServiceProvider();
    }

    public static async Task<Measurement> RunAsync(ScenarioContext context)
    {
        var scenario = new JournalScenario(context);
        await using (scenario._services)
        {
            var measurement = await scenario.RunAsync();
            EmbeddedStores.Get(context.StoreConnection).Dispose();
            return measurement;
        }
    }

    private async Task<Measurement> RunAsync()
    {
        foreach (var start in _services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await start.StartingAsync(CancellationToken.None);
        }

        await FillAsync(Few, EntriesFew);
        await FillAsync(Many, _entriesMany);
        await ReadAllAsync(Few, EntriesFew, "live");
        await ReadAllAsync(Many, _entriesMany, "live");

        var began = Stopwatch.GetTimestamp();
        long archived = 0;
        while (await _services.GetRequiredService<JournalArchive>().RunAsync(CancellationToken.None) is var some and > 0)
        {
            archived += some;
        }

        _notes.Add(("archived", string.Create(CultureInfo.InvariantCulture, $"{archived:N0} entries in {Stopwatch.GetElapsedTime(began).TotalSeconds:N1} s")));
        var started = Stopwatch.GetTimestamp();
        var latencies = await ReadAllAsync(Many, _entriesMany, "archived");
        return new Measurement("readings of each kind", Readings, Stopwatch.GetElapsedTime(started), latencies, RowsPerOperation: 1, _notes);
    }

    /// <summary>The safety stock is set first and never again, so that its last change is as far back as can be; then orders come.</summary>
    private async Task FillAsync(Sku sku, int entries)
    {
        var ledger = _services.GetRequiredService<StockLedger>();
        await ledger.ExecuteAsync(new ReceiveUnits("opening", sku, Location, StockLimits.UnitsMax), CancellationToken.None);
        await ledger.ExecuteAsync(new SetSafetyStock("safety", sku, Location, 1), CancellationToken.None);
        var order = 2;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            int mine;
            while ((mine = Interlocked.Increment(ref order)) <= entries)
            {
                var id = new OrderId(Channel, mine.ToString(CultureInfo.InvariantCulture));
                await ledger.ExecuteAsync(
                    new SetReservation(sku, id, 1, 1, 0, 0, [Location], ShortagePolicy.Backorder, 0), CancellationToken.None);
            }
        })));
    }

    private async Task<LatencyRecorder> ReadAllAsync(Sku sku, int entries, string where)
    {
        var explainer = _services.GetRequiredService<StockExplainer>();
        var history = _services.GetRequiredService<StockHistory>();
        _services.GetRequiredService<ChannelCatalog>().TryGet(Channel, out var channel);
        var first = (await history.ReadEntryAsync(sku, 1, CancellationToken.None))!.At;
        var span = (await history.ReadEntryAsync(sku, entries, CancellationToken.None))!.At - first;
        var name = string.Create(CultureInfo.InvariantCulture, $"{entries:N0} entries, {where}");
        var explained = await MeasureAsync($"explain: {name}", async () =>
        {
            var explanation = await explainer.ExplainAsync(channel!.Settings, sku, CancellationToken.None);
            Check(explanation!.Parts[0].IsProven && explanation.Published.Units == StockLimits.UnitsMax - 1 - (entries - 2), sku);
        });
        await MeasureAsync($"as of a position: {name}", async () =>
        {
            var position = _random.Next(2, entries + 1);
            var levels = await history.ReadLevelsAsync(sku, position, CancellationToken.None);
            Check(levels.Position == position && levels.Locations[0].ReservedUnits == position - 2, sku);
        });
        await MeasureAsync($"as of a time: {name}", async () =>
        {
            var levels = await history.ReadLevelsAsync(sku, first + (span * _random.NextDouble()), CancellationToken.None);
            Check(levels.Position < 2 || levels.Locations[0].ReservedUnits == levels.Position - 2, sku);
        });
        return explained;
    }

    private async Task<LatencyRecorder> MeasureAsync(string name, Func<Task> read)
    {
        await read();
        var latencies = new LatencyRecorder(Readings);
        var (entities, bytes) = (_tables.EntitiesRead, GC.GetTotalAllocatedBytes(precise: true));
        long entitiesMax = 0;
        for (var i = 0; i < Readings; i++)
        {
            var before = _tables.EntitiesRead;
            var began = Stopwatch.GetTimestamp();
            await read();
            latencies.RecordSince(began);
            entitiesMax = Math.Max(entitiesMax, _tables.EntitiesRead - before);
        }

        var each = (Entities: (_tables.EntitiesRead - entities) / (double)Readings, Bytes: (GC.GetTotalAllocatedBytes(precise: true) - bytes) / Readings);
        _notes.Add((name, string.Create(
            CultureInfo.InvariantCulture,
            $"{each.Entities:N0} entities (at most {entitiesMax:N0}), {each.Bytes / 1024:N0} KiB, p50 {latencies.Percentile(0.5):N2} ms, p99 {latencies.Percentile(0.99):N2} ms")));
        return latencies;
    }

    private static void Check(bool isRight, Sku sku)
    {
        if (!isRight)
        {
            throw new InvalidOperationException($"{sku}: what was read is not what was written.");
        }
    }
}
