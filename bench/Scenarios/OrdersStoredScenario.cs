using System.Diagnostics;
using System.Globalization;
using StockFlow.Bench.Load;

namespace StockFlow.Bench.Scenarios;

/// <summary>
/// Whether an order costs more once many are stored: the rate of a batch after 1,000 orders and of the same batch after 100,000, in one
/// run of the whole app. No channel lists the items here, as what channels are told does not depend on the orders stored.
/// </summary>
internal static class OrdersStoredScenario
{
    private const int Items = 2_000;
    private const int Few = 1_000;
    private const int Many = 100_000;
    private const int WarmUpOrders = 10_000;

    public static async Task<Measurement> RunAsync(ScenarioContext context)
    {
        var count = context.Count ?? 10_000;

        // Compiling and warming up has an app of its own, so that the first batch is not the slow one for that reason.
        var warmUp = context with { Folder = Directory.CreateDirectory(Path.Combine(context.Folder, "warm-up")).FullName };
        await MeasureAsync(warmUp, [(WarmUpOrders, null)]);

        var (few, many) = (new Batch(count), new Batch(count));
        await MeasureAsync(context, [(Few, null), (count, few), (Many - Few - count, null), (count, many)]);
        return new Measurement("orders", count, many.Elapsed, many.Times!, (double)many.Rows / count,
        [
            ($"orders per second after {Few:N0}", few.PerSecond.ToString("N0", CultureInfo.InvariantCulture)),
            ($"orders per second after {Many:N0}", many.PerSecond.ToString("N0", CultureInfo.InvariantCulture)),
            ("cost per order, many to few", string.Create(CultureInfo.InvariantCulture, $"{few.PerSecond / many.PerSecond:N3}")),
        ]);
    }

    private static async Task MeasureAsync(ScenarioContext context, IReadOnlyList<(int Orders, Batch? Batch)> parts)
    {
        await using var shops = await Shops.OpenAsync(1, items: 0, units: 0);
        await using var app = await RunningApp.StartAsync(context, shops.Settings);
        await app.ReceiveAsync(Items, 1_000_000);
        using var load = await WebhookLoad.OpenAsync(app.Address, Shops.Orders.Value, Shops.Secret, Items);
        var sent = 0;
        foreach (var (orders, batch) in parts)
        {
            var rowsBefore = app.Store.RowsChanged;
            var start = Stopwatch.GetTimestamp();
            await load.SendAsync(sent, orders, new LatencyRecorder(0));
            await app.WhenIdleAsync();
            sent += orders;
            if (batch is not null)
            {
                batch.Elapsed = Stopwatch.GetElapsedTime(start);
                batch.Rows = app.Store.RowsChanged - rowsBefore;
                batch.Times = await OrderChecks.CheckOrdersAsync(app, sent, sent - orders);
            }
        }
    }

    private sealed class Batch(int orders)
    {
        public TimeSpan Elapsed { get; set; }

        public long Rows { get; set; }

        public LatencyRecorder? Times { get; set; }

        public double PerSecond => orders / Elapsed.TotalSeconds;
    }
}
