using System.Diagnostics.Metrics;
using System.Text;
using Azure.Messaging.ServiceBus;
using EmbeddedFunctions.ServiceBus;
using EmbeddedFunctions.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels;
using StockFlow.Channels.Transport;
using StockFlow.Functions.Intake;
using StockFlow.Intake;
using StockFlow.Messaging;
using StockFlow.Settings;
using StockFlow.Telemetry;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Intake;

public sealed class WebhookIntakeTests : IAsyncLifetime
{
    private const string Secret = "the-webhook-secret";
    private const int BytesMax = 16 * 1024;

    private static readonly string Order = Sample.Text("shopify-rest-order-pending-2026-07.json");

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "intake-" + Guid.NewGuid().ToString("N"));
    private readonly FakeTime _time = new();
    private EmbeddedStore _store = null!;
    private ServiceBusBroker _broker = null!;
    private readonly List<string> _counted = [];
    private readonly MeterListener _listener = new();
    private ServiceProvider _services = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        var path = Path.Combine(_folder, "stockflow.db");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["StockFlowServiceBus"] = "EmbeddedStore=" + path,
            ["StockFlow:WebhookBytesMax"] = $"{BytesMax}",
            ["StockFlow:Locations:london:Priority"] = "1",
            ["StockFlow:Channels:shop-uk:Kind"] = "shopify",
            ["StockFlow:Channels:shop-uk:Endpoint"] = "https://my-shop.myshopify.com",
            ["StockFlow:Channels:shop-uk:AccessToken"] = "shpat_1",
            ["StockFlow:Channels:shop-uk:LocationId"] = "106318430514",
            ["StockFlow:Channels:shop-uk:WebhookSecret"] = Secret,
            ["StockFlow:Channels:woo:Kind"] = "woocommerce",
            ["StockFlow:Channels:woo:Endpoint"] = "https://woo.example.com",
            ["StockFlow:Channels:woo:ConsumerKey"] = "ck_1",
            ["StockFlow:Channels:woo:ConsumerSecret"] = "cs_1",
            ["StockFlow:Channels:woo:WebhookSecret"] = Secret,
        }).Build();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddChannels(configuration).AddConnectors().AddMessaging(configuration).AddIntake(configuration);
        _services = services.BuildServiceProvider();
        Assert.Empty(_services.GetServices<ISettingsCheck>().SelectMany(check => check.FindFaults()));
        _store = EmbeddedStores.Open(path, new EmbeddedStoreOptions { TimeProvider = _time });
        _broker = ServiceBusBroker.For(_store);

        // Without sessions, so that the test can look at the whole queue.
        _broker.DeclareQueue(QueueNames.OrderEvents, new BrokerQueueOptions { DuplicateDetectionWindow = TimeSpan.FromMinutes(10) });

        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is StockFlowMetrics.Webhooks or StockFlowMetrics.WebhooksRefused && instrument.Meter.Scope == meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            _counted.AddRange(Enumerable.Repeat($"{tags[0].Value} {tags[1].Value}", (int)value)));
        _listener.Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _services.DisposeAsync();
        _broker.Dispose();
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_order_is_on_its_session_before_202()
    {
        Assert.Equal(202, (await PostAsync(Order)).Status);

        var message = Assert.Single(await QueuedAsync());
        Assert.Equal(("order", "shop-uk/1073459983", "shop-uk/orders/updated:delivery-1"), (message.Subject, message.SessionId, message.MessageId));
        var taken = MessageBody.Read<OrderEvent>(message.Body);
        Assert.Equal((OrderEventSource.Webhook, _time.GetUtcNow()), (taken.Source, taken.ReceivedAt));
        Assert.Equal("1073459983", taken.Order.Id.ExternalId);
        Assert.Equal(["shop-uk accepted"], _counted);
    }

    [Fact]
    public async Task A_repeated_delivery_is_answered_alike_and_queued_once()
    {
        await PostAsync(Order);

        Assert.Equal(202, (await PostAsync(Order)).Status);
        Assert.Single(await QueuedAsync());
    }

    [Fact]
    public async Task A_bad_signature_leaves_nothing_but_a_count()
    {
        var (status, body) = await PostAsync(Order, signature: "forged");

        Assert.Equal(401, status);
        Assert.Contains("\"error\":\"bad-signature\"", body, StringComparison.Ordinal);
        Assert.Empty(await QueuedAsync());
        Assert.Equal(["shop-uk bad-signature"], _counted);
    }

    [Fact]
    public async Task A_body_that_makes_no_sense_is_kept_whole_with_its_reason()
    {
        Assert.Equal(202, (await PostAsync("""{"id": "seven"}""")).Status);

        var message = Assert.Single(await QueuedAsync());
        Assert.Equal("unreadable", message.Subject);
        var kept = MessageBody.Read<UnreadableDelivery>(message.Body);
        Assert.StartsWith("id is not of the expected form", kept.Reason, StringComparison.Ordinal);
        Assert.Equal("orders/updated", kept.Headers["X-Shopify-Topic"]);
        using var gzip = new System.IO.Compression.GZipStream(new MemoryStream(kept.GzippedBody), System.IO.Compression.CompressionMode.Decompress);
        Assert.Equal("""{"id": "seven"}""", await new StreamReader(gzip).ReadToEndAsync(Cancellation));
    }

    [Fact]
    public async Task What_is_ignored_is_answered_200_with_its_reason_and_not_queued()
    {
        var (status, body) = await PostAsync("{}", topic: "inventory_levels/update");

        Assert.Equal(200, status);
        Assert.Contains("\"ignored\":", body, StringComparison.Ordinal);
        Assert.Empty(await QueuedAsync());
    }

    [Fact]
    public async Task What_anyone_may_send_unsigned_proves_nothing_about_its_sender()
    {
        for (var ping = 0; ping < 60; ping++)
        {
            Assert.Equal(200, (await PostAsync("webhook_id=7", channel: "woo", sender: "203.0.113.9")).Status);
        }

        Assert.Equal(429, (await PostAsync("webhook_id=7", channel: "woo", sender: "203.0.113.9")).Status);
        Assert.Equal(200, (await PostAsync("webhook_id=7", channel: "woo", sender: "198.51.100.7")).Status);
        Assert.Equal(61, _counted.Count(outcome => outcome == "woo ignored"));
        Assert.Contains("woo unheard", _counted);
    }

    [Theory]
    [InlineData("shop-fr")]
    [InlineData("../shop-uk")]
    [InlineData("Shop UK")]
    public async Task An_unknown_channel_is_404(string channel)
    {
        var (status, body) = await PostAsync(Order, channel: channel);

        Assert.Equal(404, status);
        Assert.Contains("\"error\":\"unknown-channel\"", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BytesMax, true, 202)]
    [InlineData(BytesMax + 1, true, 413)]
    [InlineData(BytesMax, false, 202)]
    [InlineData(BytesMax + 1, false, 413)]
    public async Task A_body_above_the_limit_is_413_whether_announced_or_not(int bytes, bool isAnnounced, int expected)
    {
        var body = Order.TrimEnd().PadRight(bytes);

        Assert.Equal(expected, (await PostAsync(body, isAnnounced: isAnnounced)).Status);
    }

    [Fact]
    public async Task A_queue_that_can_not_take_it_is_no_202()
    {
        await _services.GetRequiredService<ServiceBusClient>().DisposeAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => PostAsync(Order));
    }

    [Fact]
    public void An_order_of_thousands_of_lines_fits_a_message()
    {
        var lines = Enumerable.Range(1, 5000).Select(n => new StockFlow.Orders.ChannelOrderLine($"{866550311766439020 + n}", $"SKU-{n}", n)).ToList();
        var order = new StockFlow.Orders.ChannelOrder(
            new(ChannelId.Parse("shop-uk"), "7"), null, StockFlow.Orders.ChannelOrderState.Open, _time.GetUtcNow(), _time.GetUtcNow(), lines);

        var body = MessageBody.Write(new OrderEvent(order, OrderEventSource.Poll, _time.GetUtcNow()));

        Assert.InRange(body.ToMemory().Length, 1, 200 * 1024);
        Assert.Equal("application/json+gzip", MessageBody.ContentTypeOf(body));
        Assert.Equal(lines, MessageBody.Read<OrderEvent>(body).Order.Lines);
    }

    [Theory]
    [InlineData("1048576", true)]
    [InlineData("16383", false)]
    [InlineData("a lot", false)]
    public void The_limit_is_checked_at_start(string bytes, bool isRight)
    {
        Assert.Equal(isRight, FaultsOf("WebhookBytesMax", bytes).Count == 0);
    }

    [Theory]
    [InlineData("WebhooksPerSecond", "1", true)]
    [InlineData("WebhooksPerSecond", "100000", true)]
    [InlineData("WebhooksPerSecond", "unlimited", true)]
    [InlineData("WebhooksPerSecond", "0", false)]
    [InlineData("WebhooksPerSecond", "100001", false)]
    [InlineData("WebhookRefusalsPerMinute", "60000", true)]
    [InlineData("WebhookRefusalsPerMinute", "0", false)]
    [InlineData("WebhookRefusalsPerMinute", "unlimited", false)]
    public void The_rates_are_checked_at_start(string name, string value, bool isRight)
    {
        Assert.Equal(isRight, FaultsOf(name, value).Count == 0);
    }

    private static IReadOnlyList<SettingFault> FaultsOf(string name, string value) =>
        new IntakeSettingsCheck(new ConfigurationBuilder().AddInMemoryCollection([new($"StockFlow:{name}", value)]).Build()).FindFaults();

    private async Task<(int Status, string Body)> PostAsync(
        string body, string topic = "orders/updated", string? signature = null, string channel = "shop-uk", bool isAnnounced = true, string? sender = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var answer = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        context.Response.Body = answer;
        context.Connection.RemoteIpAddress = sender is null ? null : System.Net.IPAddress.Parse(sender);
        context.Request.Body = new MemoryStream(bytes);
        context.Request.ContentLength = isAnnounced ? bytes.Length : null;
        context.Request.Headers["x-shopify-topic"] = topic;
        context.Request.Headers["x-shopify-webhook-id"] = "delivery-1";
        context.Request.Headers["x-shopify-hmac-sha256"] = signature ?? HmacSignature.Sign(Encoding.UTF8.GetBytes(Secret), bytes);

        var function = new ReceiveWebhook(_services.GetRequiredService<WebhookIntake>());
        await (await function.RunAsync(context.Request, channel, Cancellation)).ExecuteAsync(context);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(answer.ToArray()));
    }

    private Task<IReadOnlyList<ServiceBusReceivedMessage>> QueuedAsync() =>
        _services.GetRequiredService<ServiceBusClient>().CreateReceiver(QueueNames.OrderEvents).PeekMessagesAsync(10, cancellationToken: Cancellation);
}
