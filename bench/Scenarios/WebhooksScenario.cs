using System.Diagnostics;
using System.Globalization;
using EmbeddedFunctions.Functions;
using Microsoft.Azure.Functions.Worker.Builder;
using StockFlow.Bench.Load;
using StockFlow.Functions.Intake;

namespace StockFlow.Bench.Scenarios;

/// <summary>
/// Signed webhooks over HTTP, accepted once on disk, while the whole app works on what came in. The same without the consumers of the
/// queue is measured too, and told in a note.
/// </summary>
internal static class WebhooksScenario
{
    private const int Items = 2_000;
    private const int WarmUpWebhooks = 10_000;

    public static async Task<Measurement> RunAsync(ScenarioContext context)
    {
        var count = context.Count ?? 30_000;
        var alone = await MeasureAsync(
            context with { Folder = Directory.CreateDirectory(Path.Combine(context.Folder, "alone")).FullName },
            count,
            builder => builder.UseFunctionTypes(typeof(ReceiveWebhook)));
        var whole = await MeasureAsync(context, count, configure: null);
        return whole with
        {
            Notes =
            [
                .. whole.Notes,
                ("without consumers", string.Create(
                    CultureInfo.InvariantCulture,
                    $"{alone.PerSecond:N0}/s, p50 {alone.Latencies.Percentile(0.5):N2} ms, p99 {alone.Latencies.Percentile(0.99):N2} ms")),
            ],
        };
    }

    private static async Task<Measurement> MeasureAsync(ScenarioContext context, int count, Action<FunctionsApplicationBuilder>? configure)
    {
        await using var shops = await Shops.OpenAsync(1, items: 0, units: 0);
        await using var app = await RunningApp.StartAsync(context, shops.Settings, configure);
        await app.ReceiveAsync(Items, 1_000_000);
        using var load = await WebhookLoad.OpenAsync(app.Address, Shops.Orders.Value, Shops.Secret, Items);
        await load.SendAsync(0, WarmUpWebhooks, new LatencyRecorder(0));
        if (configure is null)
        {
            await app.WhenIdleAsync();
        }

        var latencies = new LatencyRecorder(count);
        var rowsBefore = app.Store.RowsChanged;
        var start = Stopwatch.GetTimestamp();
        await load.SendAsync(WarmUpWebhooks, count, latencies);
        var elapsed = Stopwatch.GetElapsedTime(start);
        var rows = app.Store.RowsChanged - rowsBefore;
        var notes = new List<(string, string)>();
        if (configure is null)
        {
            var doneStart = Stopwatch.GetTimestamp();
            await app.WhenIdleAsync();
            notes.Add(("consumers done after", string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(doneStart).TotalSeconds:N1} s more")));
            await OrderChecks.CheckOrdersAsync(app, WarmUpWebhooks + count);
        }

        return new Measurement("webhooks", count, elapsed, latencies, Math.Max(1, (double)rows / count), notes);
    }
}
