using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels;
using StockFlow.Messaging;
using StockFlow.Orders;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Operations;

public sealed class FailureTests : IAsyncLifetime
{
    private AppWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await AppWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_signed_body_that_makes_no_sense_is_listed_with_its_reason_and_can_be_dropped()
    {
        var answer = await _world.DeliverAsync("""{"type":"order.updated","data":{"id":"1"}}""");
        await _world.IdleAsync();

        Assert.Equal(202, answer.Status);
        var failure = Assert.Single((await _world.GetAsync("failures")).Items)!;
        Assert.True(ApiAnswer.Has(failure, System.Text.Json.Nodes.JsonNode.Parse(
            """{"kind":"message","code":"UnreadableDelivery","reason":"data.state is missing."}""")), failure.ToJsonString());

        Assert.Equal(204, (await _world.DeleteAsync($"failures/{failure["id"]}")).Status);
        Assert.Empty((await _world.GetAsync("failures")).Items);
        Assert.Equal(404, (await _world.DeleteAsync($"failures/{failure["id"]}")).Status);
    }

    [Fact]
    public async Task A_body_that_makes_no_sense_is_kept_for_thirty_days_and_anything_else_for_longer()
    {
        await _world.DeliverAsync("not even json");
        var damaged = new Azure.Messaging.ServiceBus.ServiceBusMessage("{}") { SessionId = "1", Subject = OrderEvent.Subject };
        await _world.Services.GetRequiredService<QueueSender>().SendAsync(QueueNames.OrderEvents, damaged, AppWorld.Cancellation);
        await _world.IdleAsync();

        await ForgetAfterAsync(TimeSpan.FromDays(30));
        Assert.Equal(["UnreadableBody", "UnreadableDelivery"], await CodesAsync());

        await ForgetAfterAsync(TimeSpan.FromSeconds(1));
        await ForgetAfterAsync(TimeSpan.Zero);
        Assert.Equal(["UnreadableBody"], await CodesAsync());

        async Task ForgetAfterAsync(TimeSpan time)
        {
            _world.Time.Advance(time);
            await _world.Services.GetRequiredService<DeadLetters>()
                .DropOlderAsync(UnreadableDelivery.Subject, _world.Time.GetUtcNow() - TimeSpan.FromDays(30), AppWorld.Cancellation);
        }

        async Task<IEnumerable<string>> CodesAsync() =>
            (await _world.GetAsync("failures")).Items.Select(item => item!["code"]!.GetValue<string>()).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_body_that_still_makes_no_sense_comes_back_to_the_list()
    {
        await _world.DeliverAsync("not even json");
        await _world.IdleAsync();
        var id = await OnlyIdAsync();

        Assert.Equal(202, (await _world.PostAsync($"failures/{id}/retry")).Status);
        await _world.IdleAsync();

        var again = await OnlyIdAsync();
        Assert.NotEqual(id, again);
        Assert.Equal(404, (await _world.PostAsync($"failures/{id}/retry")).Status);
        Assert.Equal(202, (await _world.PostAsync($"failures/{again}/retry")).Status);
    }

    [Fact]
    public async Task A_body_that_has_come_to_make_sense_is_an_order_after_a_retry()
    {
        await _world.ReceiveAsync("CHAIR", 5);
        var kept = new UnreadableDelivery(
            ChannelId.Parse("shop"),
            "It was not understood.",
            MessageBody.Gzip(System.Text.Encoding.UTF8.GetBytes(_world.OrderBody("1", ("CHAIR", 2)))),
            new Dictionary<string, string> { ["webhook-id"] = "msg_1", ["webhook-timestamp"] = "1" },
            _world.Time.GetUtcNow());
        await _world.Services.GetRequiredService<OrderQueue>().SendAsync(kept, "1", AppWorld.Cancellation);
        await _world.IdleAsync();
        Assert.Contains("shop is not configured", (await _world.GetAsync("failures")).Text, StringComparison.Ordinal);

        _world.AddChannel("shop");
        await _world.RestartAsync();
        Assert.Equal(202, (await _world.PostAsync($"failures/{await OnlyIdAsync()}/retry")).Status);
        await _world.IdleAsync();

        Assert.True((await _world.GetAsync("orders/shop/1")).Has("""{"outcome":"reserved"}"""));
        Assert.Empty((await _world.GetAsync("failures")).Items);
    }

    [Fact]
    public async Task What_was_polled_and_not_understood_stays_on_the_list()
    {
        var kept = new UnreadableDelivery(
            ChannelId.Parse("till"), "No lines.", MessageBody.Gzip("{}"u8.ToArray()), new Dictionary<string, string>(), _world.Time.GetUtcNow(), OrderEventSource.Poll);
        await _world.Services.GetRequiredService<OrderQueue>().SendAsync(kept, "1", AppWorld.Cancellation);
        await _world.IdleAsync();

        Assert.True((await _world.GetAsync("failures")).Has("""{"items":[{"code":"UnreadableDelivery","reason":"No lines."}]}"""));
    }

    [Fact]
    public async Task Of_many_messages_the_named_one_is_taken()
    {
        foreach (var number in Enumerable.Range(1, 5))
        {
            await _world.DeliverAsync($"unreadable {number}");
        }

        await _world.IdleAsync();
        var ids = await IdsAsync();

        await _world.DeleteAsync($"failures/{ids[2]}");

        Assert.Equal(ids.Where(id => id != ids[2]), await IdsAsync());
    }

    [Fact]
    public async Task A_refused_push_is_listed_and_its_retry_sends_the_newest_number()
    {
        _world.Till.Items["item-1"] = ("CHAIR", 0);
        _world.Till.Refused.Add("item-1");
        await _world.ReceiveAsync("CHAIR", 5);
        await _world.PostAsync("channels/till/listings/import");
        await _world.IdleAsync();

        var failure = Assert.Single((await _world.GetAsync("failures")).Items)!;
        Assert.True(ApiAnswer.Has(failure, System.Text.Json.Nodes.JsonNode.Parse(
            """{"kind":"push","subject":"till/CHAIR","code":"PushRefused","attempts":1}""")), failure.ToJsonString());
        Assert.Contains("locked", failure["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True((await _world.GetAsync("channels/till/listings")).Has("""{"items":[{"isSetAside":true}]}"""));

        await _world.ReceiveAsync("CHAIR", 2);
        await _world.IdleAsync();
        _world.Till.Refused.Clear();
        var id = await OnlyIdAsync();
        Assert.Equal(202, (await _world.PostAsync($"failures/{id}/retry")).Status);
        await SyncAsync();

        Assert.Equal(7, _world.Till.Items["item-1"].Units);
        Assert.Empty((await _world.GetAsync("failures")).Items);
        Assert.True((await _world.GetAsync("channels/till/listings")).Has("""{"items":[{"isSetAside":false,"places":[{"publishedUnits":7}]}]}"""));
    }

    [Fact]
    public async Task A_refused_push_can_be_dropped()
    {
        _world.Till.Items["item-1"] = ("CHAIR", 0);
        _world.Till.Refused.Add("item-1");
        await _world.ReceiveAsync("CHAIR", 5);
        await _world.PostAsync("channels/till/listings/import");
        await _world.IdleAsync();

        Assert.Equal(204, (await _world.DeleteAsync($"failures/{await OnlyIdAsync()}")).Status);

        Assert.Empty((await _world.GetAsync("failures")).Items);
    }

    [Fact]
    public async Task An_orchestration_that_failed_is_listed_and_goes_through_once_its_cause_is_mended()
    {
        await QueueForeignOrderAsync();
        var failure = Assert.Single((await _world.GetAsync("failures")).Items)!;
        Assert.Equal(("orchestration", "OrchestrationFailed"), (failure["kind"]!.GetValue<string>(), failure["code"]!.GetValue<string>()));
        Assert.Contains("StockFlow__Channels__shop__Kind", failure["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("shop", failure["subject"]!.GetValue<string>(), StringComparison.Ordinal);

        _world.AddChannel("shop");
        await _world.RestartAsync();
        await _world.IdleAsync();
        Assert.Equal(202, (await _world.PostAsync($"failures/{failure["id"]}/retry")).Status);
        await _world.IdleAsync();

        Assert.True((await _world.GetAsync("orders/shop/1")).Has("""{"outcome":"reserved"}"""));
        Assert.Empty((await _world.GetAsync("failures")).Items);
    }

    [Fact]
    public async Task An_orchestration_that_failed_can_be_dropped()
    {
        await QueueForeignOrderAsync();

        Assert.Equal(204, (await _world.DeleteAsync($"failures/{await OnlyIdAsync()}")).Status);

        Assert.Empty((await _world.GetAsync("failures")).Items);
    }

    [Fact]
    public async Task The_list_is_of_the_kind_and_as_long_as_asked_for()
    {
        await QueueForeignOrderAsync();
        foreach (var number in Enumerable.Range(1, 3))
        {
            await _world.DeliverAsync($"unreadable {number}");
        }

        await _world.IdleAsync();

        Assert.Equal(2, (await _world.GetAsync("failures?top=2")).Items.Count);
        Assert.Equal(4, (await _world.GetAsync("failures")).Items.Count);
        Assert.Equal(3, (await _world.GetAsync("failures?kind=message")).Items.Count);
        Assert.Single((await _world.GetAsync("failures?kind=orchestration&top=1")).Items);
        Assert.Empty((await _world.GetAsync("failures?kind=push")).Items);
        Assert.Equal(400, (await _world.GetAsync("failures?kind=other")).Status);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("push-00")]
    [InlineData("push-%2F%23")]
    [InlineData("message-order-events-7")]
    [InlineData("message-orders-7")]
    [InlineData("message-order-events-99999999999999999999")]
    [InlineData("orchestration-b3JkZXI")]
    [InlineData("orchestration-!!")]
    public async Task An_unknown_failure_is_404(string id)
    {
        var retry = await _world.PostAsync($"failures/{id}/retry");
        var drop = await _world.DeleteAsync($"failures/{id}");

        Assert.Equal((404, "unknown-failure", 404, "unknown-failure"), (retry.Status, retry.Error, drop.Status, drop.Error));
    }

    /// <summary>An order of a channel whose settings were taken out while it was under way.</summary>
    private async Task QueueForeignOrderAsync()
    {
        await _world.ReceiveAsync("CHAIR", 5);
        var now = _world.Time.GetUtcNow();
        var order = new ChannelOrder(new OrderId(ChannelId.Parse("shop"), "1"), null, ChannelOrderState.Open, now, now, [new ChannelOrderLine("1", "CHAIR", 1)]);
        await _world.Services.GetRequiredService<OrderQueue>().SendAsync(new OrderEvent(order, OrderEventSource.Webhook, now), "1", AppWorld.Cancellation);
        await _world.IdleAsync();
    }

    /// <summary>Lets the timer come that looks for what is left to be told.</summary>
    private async Task SyncAsync()
    {
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.IdleAsync();
    }

    private async Task<string> OnlyIdAsync() => Assert.Single(await IdsAsync());

    private async Task<List<string>> IdsAsync() => [.. (await _world.GetAsync("failures")).Items.Select(failure => failure!["id"]!.GetValue<string>())];
}
