using System.Diagnostics;
using System.Diagnostics.Metrics;
using Azure.Data.Tables;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Telemetry;
using StockFlow.Tests.Azurite;

namespace StockFlow.Bench.Scenarios;

/// <summary>
/// 16 callers order one hot SKU on the storage emulator: through the ledger, which commits together what arrives together, and by plainly
/// reading, deciding and writing with If-Match, each for itself: once trying again at once, once waiting in between as the ledger does, which
/// lets few callers have their way at the cost of the others. All write a head, a reservation and the journal.
/// </summary>
internal static class AzuriteScenario
{
    private const int Callers = 16;
    private const int WarmUpReservations = 200;

    /// <summary>The plain ways are slow enough that a part of the reservations shows their rate.</summary>
    private const int PlainShare = 10;

    private static readonly Sku Item = Sku.Parse("CHAIR");
    private static readonly LocationId Location = LocationId.Parse("london");
    private static readonly ChannelId Channel = ChannelId.Parse("shop");

    public static async Task<Measurement> HotAsync(ScenarioContext context)
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        var service = new TableServiceClient(azurite.ConnectionString);
        var tables = new StorageTables(service);
        await tables.CreateAsync(CancellationToken.None);
        var options = new StockLedgerOptions();
        var jitter = new Jitter(new Random(1));
        using var meter = new Meter(StockFlowMetrics.MeterName);
        var ledger = new StockLedger(tables, options, new StockFlowMetrics(meter), TimeProvider.System, jitter);
        await ledger.ExecuteAsync(new ReceiveUnits("opening", Item, Location, StockLimits.UnitsMax), CancellationToken.None);
        var count = context.Count ?? 4_000;

        await TimeAsync(0, WarmUpReservations, new LatencyRecorder(0), order => ReserveAsync(ledger, order));
        var latencies = new LatencyRecorder(count);
        var elapsed = await TimeAsync(WarmUpReservations, count, latencies, order => ReserveAsync(ledger, order));
        var levels = await ledger.ReadLevelsAsync(Item, CancellationToken.None);
        Check(WarmUpReservations + count, levels!.Locations.Sum(level => level.ReservedUnits));

        var perSecond = count / elapsed.TotalSeconds;
        var atOnce = new PlainLedger(service.GetTableClient("plainatonce"), _ => TimeSpan.Zero);
        var waiting = new PlainLedger(
            service.GetTableClient("plainwaiting"), attempt => jitter.Backoff(attempt, options.RetryDelay, options.RetryDelayMax));
        return new Measurement("reservations", count, elapsed, latencies, 1,
        [
            .. await MeasureAsync("plain", atOnce, count / PlainShare, perSecond),
            .. await MeasureAsync("plain with waits", waiting, count / PlainShare, perSecond),
        ]);
    }

    private static async Task<IReadOnlyList<(string, string)>> MeasureAsync(string name, PlainLedger plain, int count, double combiningPerSecond)
    {
        await plain.OpenAsync(StockLimits.UnitsMax);
        await TimeAsync(0, Callers, new LatencyRecorder(0), plain.ReserveAsync);
        var latencies = new LatencyRecorder(count);
        var attemptsBefore = plain.Attempts;
        var elapsed = await TimeAsync(Callers, count, latencies, plain.ReserveAsync);
        Check(Callers + count, await plain.ReadReservedAsync());
        var perSecond = count / elapsed.TotalSeconds;
        return
        [
            ($"{name}, per second", FormattableString.Invariant($"{perSecond:N1}")),
            ($"{name}, p50 and p99", FormattableString.Invariant($"{latencies.Percentile(0.50):N0} and {latencies.Percentile(0.99):N0} ms")),
            ($"{name}, attempts each", FormattableString.Invariant($"{(double)(plain.Attempts - attemptsBefore) / count:N1}")),
            ($"combining : {name}", FormattableString.Invariant($"{combiningPerSecond / perSecond:N1}")),
        ];
    }

    private static async Task ReserveAsync(StockLedger ledger, int order)
    {
        var outcome = await ledger.ExecuteAsync(
            new SetReservation(
                Item, new OrderId(Channel, $"{order}"), Revision: 1, OpenUnits: 1, ShippedUnits: 0, RestockedUnits: 0, [Location], ShortagePolicy.Backorder, BackorderLimitUnits: 0),
            CancellationToken.None);
        if (outcome is not ReservationOutcome.Set { Reservation.ReservedUnits: 1 })
        {
            throw new InvalidOperationException($"Order {order} was not reserved: {outcome}.");
        }
    }

    private static async Task<TimeSpan> TimeAsync(int firstOrder, int orders, LatencyRecorder latencies, Func<int, Task> reserveAsync)
    {
        var next = firstOrder - 1;
        var end = firstOrder + orders;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            int order;
            while ((order = Interlocked.Increment(ref next)) < end)
            {
                var asked = Stopwatch.GetTimestamp();
                await reserveAsync(order);
                latencies.RecordSince(asked);
            }
        })));
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>A rate counts only if every reservation is really there.</summary>
    private static void Check(int expected, int reserved)
    {
        if (reserved != expected)
        {
            throw new InvalidOperationException($"{expected} units were reserved and {reserved} are held.");
        }
    }
}
