using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using StockFlow.Telemetry;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Telemetry;

/// <summary>The embedded host sends by OTLP where the standard settings say so, and otherwise has nothing of it.</summary>
public sealed class OtlpTests
{
    [Fact]
    public async Task Traces_metrics_and_logs_reach_the_endpoint_that_the_standard_settings_name()
    {
        var received = new ConcurrentDictionary<string, byte[]>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var collector = builder.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.AddOrUpdate(signal, body.ToArray(), (_, before) => [.. before, .. body.ToArray()]);
        });
        await collector.StartAsync(AppWorld.Cancellation);
        var address = collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        await using (var world = await AppWorld.StartAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_SERVICE_NAME", "our-shop")))
        {
            await world.ReceiveAsync("CHAIR", 5);
            await world.OrderAsync("1001", ("CHAIR", 1));
            await world.DeliverAsync("""{"type":"order.updated","data":7}""");
            await world.GetAsync($"stock?code={AppWorld.Key}", key: null);
            await world.IdleAsync();
        }

        Assert.Equal(["logs", "metrics", "traces"], received.Keys.Order(StringComparer.Ordinal));
        Assert.Contains(SpanNames.ReserveWhole, Text("traces"), StringComparison.Ordinal);
        Assert.Contains("/api/stock", Text("traces"), StringComparison.Ordinal);
        Assert.Contains(StockFlowMetrics.OrdersAccepted, Text("metrics"), StringComparison.Ordinal);
        Assert.Contains("was set aside: UnreadableDelivery", Text("logs"), StringComparison.Ordinal);
        Assert.Contains("InvocationId", Text("logs"), StringComparison.Ordinal);
        Assert.All(received.Keys, signal => Assert.Contains("our-shop", Text(signal), StringComparison.Ordinal));
        Assert.All(received.Keys, signal => Assert.DoesNotContain(AppWorld.Key, Text(signal), StringComparison.Ordinal));
        Assert.All(received.Keys, signal => Assert.DoesNotContain(AppWorld.Secret, Text(signal), StringComparison.Ordinal));

        string Text(string signal) => System.Text.Encoding.UTF8.GetString(received[signal]);
    }

    [Fact]
    public async Task Without_an_endpoint_nothing_is_set_up()
    {
        await using var world = await AppWorld.StartAsync();

        Assert.Null(world.Services.GetService<TracerProvider>());
    }
}
