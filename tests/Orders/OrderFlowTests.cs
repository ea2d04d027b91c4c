using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels;
using StockFlow.Functions.Intake;
using StockFlow.Functions.Reservations;
using StockFlow.Intake;
using StockFlow.Messaging;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Tests.Embedded.Functions;
using StockFlow.Tests.Storage;
using Xunit;

namespace StockFlow.Tests.Orders;

/// <summary>Order events through the real host: queue, merge, orchestration, activities.</summary>
public sealed class OrderFlowTests
{
    private static readonly DateTimeOffset Start = new(2010, 12, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly string _folder = TestHost.NewFolder();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Connection => $"EmbeddedStore={Path.Combine(_folder, "store.db")}";

    [Fact]
    public async Task An_order_is_reserved_once_however_often_it_comes_and_given_back_when_cancelled()
    {
        await using var host = await StartAsync();
        await ReceiveAsync(host, "A", 5);
        var placed = Snapshot("shop/1", 0, ChannelOrderState.Open, new ChannelOrderLine("1", "A", 3));

        await SendAsync(host, placed, "d1");
        await SendAsync(host, placed, "d2");
        await host.Embedded.WhenIdleAsync(Token);
        var reserved = await ReadAsync(host, "shop/1");
        var availableThen = await AvailableAsync(host, "A");
        await SendAsync(host, Snapshot("shop/1", 1, ChannelOrderState.Cancelled), "d3");
        await SendAsync(host, placed, "d4");
        await host.Embedded.WhenIdleAsync(Token);

        Assert.Equal((OrderOutcome.Reserved, 1, 2), (reserved.Outcome, reserved.DoneRevision, availableThen));
        Assert.Equal(OrderOutcome.Cancelled, (await ReadAsync(host, "shop/1")).Outcome);
        Assert.Equal(5, await AvailableAsync(host, "A"));
    }

    [Fact]
    public async Task An_order_of_many_parts_that_must_be_whole_is_rejected_and_holds_nothing()
    {
        await using var host = await StartAsync();
        var lines = Enumerable.Range(0, 330).Select(i => new ChannelOrderLine($"{i}", $"S{i:000}", 1)).ToArray();
        await Task.WhenAll(lines.Select((line, i) => ReceiveAsync(host, line.Sku!, i == 329 ? 0 : 2)));

        await SendAsync(host, Snapshot("strict/1", 0, ChannelOrderState.Open, lines), "d1");
        await SendAsync(host, Snapshot("shop/1", 0, ChannelOrderState.Open, lines), "d2");
        await host.Embedded.WhenIdleAsync(Token);

        Assert.Equal(OrderOutcome.Rejected, (await ReadAsync(host, "strict/1")).Outcome);
        Assert.Equal(OrderOutcome.Short, (await ReadAsync(host, "shop/1")).Outcome);
        Assert.Equal(1, await AvailableAsync(host, "S000"));
    }

    [Fact]
    public async Task A_quarantined_line_goes_on_when_its_sku_is_received()
    {
        await using var host = await StartAsync();
        await ReceiveAsync(host, "A", 5);

        await SendAsync(host, Snapshot("shop/1", 0, ChannelOrderState.Open, new ChannelOrderLine("1", "A", 3), new ChannelOrderLine("2", "NEW", 1)), "d1");
        await host.Embedded.WhenIdleAsync(Token);
        var quarantined = await ReadAsync(host, "shop/1");
        await ReceiveAsync(host, "NEW", 1);
        await host.Host.Services.GetRequiredService<QuarantineRelease>().ReleaseAsync(Sku.Parse("NEW"), Token);
        await host.Embedded.WhenIdleAsync(Token);

        Assert.Equal((OrderOutcome.Quarantined, 3), (quarantined.Outcome, quarantined.Lines[0].Result!.ReservedUnits));
        Assert.Equal((OrderOutcome.Reserved, 2), ((await ReadAsync(host, "shop/1")).Outcome, (await ReadAsync(host, "shop/1")).DoneRevision));
    }

    [Fact]
    public async Task What_cannot_be_understood_is_set_aside_with_its_reason()
    {
        await using var host = await StartAsync();
        var sender = host.Host.Services.GetRequiredService<QueueSender>();

        await host.Host.Services.GetRequiredService<OrderQueue>().SendAsync(
            new UnreadableDelivery(
                ChannelId.Parse("shop"), "Not read yet.", MessageBody.Gzip("{}"u8.ToArray()), new Dictionary<string, string>(), Start),
            "d1",
            Token);
        await sender.SendAsync(QueueNames.OrderEvents, new ServiceBusMessage("{}") { Subject = OrderEvent.Subject, SessionId = "a" }, Token);
        await sender.SendAsync(QueueNames.OrderEvents, new ServiceBusMessage("{}") { Subject = "other", SessionId = "b" }, Token);
        await host.Embedded.WhenIdleAsync(Token);

        await using var client = new ServiceBusClient(Connection);
        await using var receiver = client.CreateReceiver(QueueNames.OrderEvents, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        var reasons = (await receiver.PeekMessagesAsync(10, cancellationToken: Token)).ToDictionary(m => m.DeadLetterReason!, m => m.DeadLetterErrorDescription);
        Assert.Equal("$.id is missing.", reasons["UnreadableDelivery"]);
        Assert.Contains("OrderEvent", reasons["UnreadableBody"], StringComparison.Ordinal);
        Assert.Contains("other", reasons["UnknownSubject"], StringComparison.Ordinal);
    }

    private Task<TestHost> StartAsync() => TestHost.StartAsync(
        [typeof(AcceptOrderEvents), typeof(ReserveOrder), typeof(ReserveWhole), typeof(SetReservations), typeof(CompleteOrder)],
        builder =>
        {
            TestHost.Settings(
                ("StockFlowStorage", Connection),
                ("StockFlowServiceBus", Connection),
                ("EmbeddedHost:Queues:stock-changes:MaxDeliveryCount", "10"),
                ("StockFlow:Locations:london:Priority", "1"),
                ("StockFlow:Channels:shop:Kind", "none"),
                ("StockFlow:Channels:shop:Endpoint", "https://shop.example"),
                ("StockFlow:Channels:strict:Kind", "none"),
                ("StockFlow:Channels:strict:Endpoint", "https://shop.example"),
                ("StockFlow:Channels:strict:Shortage", "reject"))(builder);
            builder.Services
                .AddStorage(builder.Configuration)
                .AddMessaging(builder.Configuration)
                .AddChannels(builder.Configuration)
                .AddOrders()
                .AddIntake(builder.Configuration)
                .AddSingleton(new ConnectorKind("none", [], (_, _, _) => new SilentConnector()));
        },
        _folder);

    private static Task SendAsync(TestHost host, ChannelOrder order, string dedupeId) =>
        host.Host.Services.GetRequiredService<OrderQueue>().SendAsync(new OrderEvent(order, OrderEventSource.Webhook, Start), dedupeId, Token);

    private static async Task ReceiveAsync(TestHost host, string sku, int units) =>
        Assert.IsType<MovementOutcome.Done>(await host.Host.Services.GetRequiredService<StockLedger>()
            .ExecuteAsync(new ReceiveUnits("receipt", Sku.Parse(sku), OpenStorage.London, units), Token));

    private static async Task<Order> ReadAsync(TestHost host, string order) =>
        (await host.Host.Services.GetRequiredService<OrderStore>().ReadAsync(OrderId.Parse(order), Token))!;

    private static async Task<int> AvailableAsync(TestHost host, string sku) =>
        (await host.Host.Services.GetRequiredService<StockLedger>().ReadLevelsAsync(Sku.Parse(sku), Token))!.Locations.Single().AvailableUnits;

    private static ChannelOrder Snapshot(string id, int minute, ChannelOrderState state, params ChannelOrderLine[] lines) =>
        new(OrderId.Parse(id), null, state, Start, Start.AddMinutes(minute), lines);
}
