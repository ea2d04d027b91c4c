using System.Diagnostics;
using System.Globalization;
using StockFlow.Bench.Load;

namespace StockFlow.Bench.Scenarios;

/// <summary>
/// Orders from end to end: webhook, queue, orchestration, three reservations, outbox and pushes to four channels. The clock stops when the
/// host is idle, every outbox is empty, and every push is acknowledged; then orders, levels and the channels' numbers are checked.
/// </summary>
internal static class OrdersScenario
{
    private const int Items = 2_000;
    private const int OpeningUnits = 1_000_000;
    private const int Channels = 4;
    private const int WarmUpOrders = 5_000;

    public static async Task<Measurement> RunAsync(ScenarioContext context)
    {
        var count = context.Count ?? 20_000;
        await using var shops = await Shops.OpenAsync(Channels, Items, OpeningUnits);
        await using var app = await RunningApp.StartAsync(context, shops.Settings);
        await app.ReceiveAsync(Items, OpeningUnits);
        await shops.ListAsync(app);
        using var load = await WebhookLoad.OpenAsync(app.Address, Shops.Orders.Value, Shops.Secret, Items);
        await load.SendAsync(0, WarmUpOrders, new LatencyRecorder(0));
        await shops.WhenToldAsync(app);

        var accepted = new LatencyRecorder(count);
        var (rowsBefore, toldBefore, callsBefore) = (app.Store.RowsChanged, shops.Told, shops.Calls);
        var start = Stopwatch.GetTimestamp();
        await load.SendAsync(WarmUpOrders, count, accepted);
        var intake = Stopwatch.GetElapsedTime(start);
        await app.WhenIdleAsync();
        var idle = Stopwatch.GetElapsedTime(start);
        await shops.WhenToldAsync(app);
        var elapsed = Stopwatch.GetElapsedTime(start);
        var (rows, told, calls) = (app.Store.RowsChanged - rowsBefore, shops.Told - toldBefore, shops.Calls - callsBefore);

        var times = await OrderChecks.CheckOrdersAsync(app, WarmUpOrders + count, WarmUpOrders);
        shops.Check(await OrderChecks.CheckLevelsAsync(app, WarmUpOrders + count, Items, OpeningUnits));
        return new Measurement("orders", count, elapsed, times, (double)rows / count,
        [
            ("all accepted after", Seconds(intake)),
            ("host idle after", Seconds(idle)),
            ("202 p50 / p99", string.Create(CultureInfo.InvariantCulture, $"{accepted.Percentile(0.5):N2} / {accepted.Percentile(0.99):N2} ms")),
            ("numbers told to channels", told.ToString("N0", CultureInfo.InvariantCulture)),
            ("calls to channels", calls.ToString("N0", CultureInfo.InvariantCulture)),
        ]);
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:N1} s");
}
