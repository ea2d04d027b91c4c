using System.Diagnostics;
using EmbeddedFunctions.Store;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Settings;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Bench.Scenarios;

/// <summary>
/// Reservations straight through the ledger: 64 callers, each waiting for its answer before it asks again. Every answer is on disk.
/// </summary>
internal static class LedgerScenario
{
    private const int Callers = 64;
    private const int WarmUpReservations = 20_000;

    private static readonly LocationId Location = LocationId.Parse("london");
    private static readonly ChannelId Channel = ChannelId.Parse("shop");

    public static Task<Measurement> HotAsync(ScenarioContext context) => RunAsync(context, skus: 1);

    public static Task<Measurement> SpreadAsync(ScenarioContext context) => RunAsync(context, skus: 1_000);

    private static async Task<Measurement> RunAsync(ScenarioContext context, int skus)
    {
        await using var services = BuildServices(context);
        foreach (var start in services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await start.StartingAsync(CancellationToken.None);
        }

        var ledger = services.GetRequiredService<StockLedger>();
        var items = Enumerable.Range(0, skus).Select(i => Sku.Parse($"CHAIR-{i:D4}")).ToArray();
        await Task.WhenAll(items.Select(item =>
            ledger.ExecuteAsync(new ReceiveUnits("opening", item, Location, StockLimits.UnitsMax), CancellationToken.None)));

        await ReserveAsync(ledger, items, 0, WarmUpReservations, new LatencyRecorder(0));

        var count = context.Count ?? 200_000;
        var latencies = new LatencyRecorder(count);
        var store = EmbeddedStores.Get(context.StoreConnection);
        var rowsBefore = store.RowsChanged;
        var start1 = Stopwatch.GetTimestamp();
        await ReserveAsync(ledger, items, WarmUpReservations, count, latencies);
        var elapsed = Stopwatch.GetElapsedTime(start1);
        var rows = store.RowsChanged - rowsBefore;

        await CheckAsync(ledger, items, WarmUpReservations + count);
        store.Dispose();
        return new Measurement("reservations", count, elapsed, latencies, Math.Max(1, (double)rows / count), []);
    }

    private static Task ReserveAsync(StockLedger ledger, Sku[] items, int firstOrder, int orders, LatencyRecorder latencies)
    {
        var next = firstOrder - 1;
        var end = firstOrder + orders;
        return Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            int order;
            while ((order = Interlocked.Increment(ref next)) < end)
            {
                var command = new SetReservation(
                    items[order % items.Length],
                    new OrderId(Channel, order.ToString()),
                    Revision: 1,
                    OpenUnits: 1,
                    ShippedUnits: 0,
                    RestockedUnits: 0,
                    [Location],
                    ShortagePolicy.Backorder,
                    BackorderLimitUnits: 0);
                var began = Stopwatch.GetTimestamp();
                var outcome = await ledger.ExecuteAsync(command, CancellationToken.None);
                latencies.RecordSince(began);
                if (outcome is not ReservationOutcome.Set { Reservation.ReservedUnits: 1 })
                {
                    throw new InvalidOperationException($"Order {order} was not reserved: {outcome}.");
                }
            }
        })));
    }

    /// <summary>A rate counts only if every reservation is really there.</summary>
    private static async Task CheckAsync(StockLedger ledger, Sku[] items, int expectedUnits)
    {
        var levels = await ledger.ReadLevelsAsync(items, CancellationToken.None);
        var reserved = levels.Values.Sum(level => level.Locations.Sum(location => (long)location.ReservedUnits));
        if (reserved != expectedUnits)
        {
            throw new InvalidOperationException($"{expectedUnits} units were reserved and the ledger holds {reserved}.");
        }
    }

    private static ServiceProvider BuildServices(ScenarioContext context)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [ConnectionNames.Storage] = context.StoreConnection })
            .Build();
        return new ServiceCollection().AddStorage(configuration).BuildServiceProvider();
    }
}
