using StockFlow.Channels;
using StockFlow.Channels.Polling;
using StockFlow.Messaging;
using StockFlow.Orders;
using Xunit;
using static StockFlow.Tests.Channels.ChannelWorld;

namespace StockFlow.Tests.Channels;

public sealed class PollTests
{
    [Fact]
    public async Task Every_page_is_queued_one_session_per_order()
    {
        await using var world = await CreateAsync();
        var now = world.Time.GetUtcNow();
        world.Shop.OrderPages.Add(new OrderPage([Order("1", now.AddMinutes(-3)), Order("2", now.AddMinutes(-2))], [], null));
        world.Shop.OrderPages.Add(new OrderPage([Order("3", now.AddMinutes(-1))], [], null));

        await PollAsync(world);

        Assert.Equal(["shop/1", "shop/2", "shop/3"], await QueuedAsync(world));
        Assert.Equal(now.AddMinutes(-1), (await CursorAsync(world)).SeenUntil);
        Assert.Equal(now, (await CursorAsync(world)).CompletedAt);
    }

    [Fact]
    public async Task The_next_poll_looks_again_from_a_while_before_the_newest_order_seen()
    {
        await using var world = await CreateAsync();
        var seen = world.Time.GetUtcNow().AddMinutes(-1);
        world.Shop.OrderPages.Add(new OrderPage([Order("1", seen)], [], null));
        await PollAsync(world);
        world.Time.Advance(TimeSpan.FromMinutes(5));

        await PollAsync(world);

        Assert.Equal(seen.AddMinutes(-10), world.Shop.Polls[^1].Since);
    }

    [Fact]
    public async Task A_poll_that_sees_nothing_does_not_move_on()
    {
        await using var world = await CreateAsync();
        var seen = world.Time.GetUtcNow().AddMinutes(-1);
        world.Shop.OrderPages.Add(new OrderPage([Order("1", seen)], [], null));
        await PollAsync(world);
        world.Shop.OrderPages.Clear();

        for (var day = 0; day < 3; day++)
        {
            world.Time.Advance(TimeSpan.FromDays(1));
            await PollAsync(world);
        }

        Assert.Equal(seen, (await CursorAsync(world)).SeenUntil);
    }

    [Fact]
    public async Task Until_the_first_order_every_poll_looks_from_where_the_first_one_did()
    {
        await using var world = await CreateAsync();
        await PollAsync(world);
        world.Time.Advance(TimeSpan.FromHours(5));

        await PollAsync(world);

        Assert.Equal(2, world.Shop.Polls.Count);
        Assert.Equal(world.Shop.Polls[0].Since, world.Shop.Polls[1].Since);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(-9)]
    public async Task A_channel_whose_clock_is_hours_off_loses_no_order(int hours)
    {
        await using var world = await CreateAsync();
        world.Shop.OrderPages.Add(new OrderPage([Order("1", world.Time.GetUtcNow().AddHours(hours))], [], null));
        await PollAsync(world);
        world.Time.Advance(TimeSpan.FromMinutes(5));
        var next = world.Time.GetUtcNow().AddHours(hours);

        await PollAsync(world);

        Assert.True(world.Shop.Polls[^1].Since <= next);
        Assert.True(world.Shop.Polls[^1].Since <= world.Time.GetUtcNow());
    }

    [Fact]
    public async Task A_page_whose_cursor_was_not_saved_is_queued_again_under_the_same_ids()
    {
        for (var step = 0; ; step++)
        {
            await using var world = await CreateAsync();
            var now = world.Time.GetUtcNow();
            world.Shop.OrderPages.Add(new OrderPage([Order("1", now.AddMinutes(-20))], [], null));
            world.Shop.OrderPages.Add(new OrderPage([Order("2", now.AddMinutes(-1))], [], null));
            var hasDied = false;
            world.Crashes.CrashAt(step);
            try
            {
                await PollAsync(world);
            }
            catch (SimulatedCrashException)
            {
                hasDied = true;
            }

            world.Restart();
            world.Time.Advance(TimeSpan.FromMinutes(5));
            await PollAsync(world);

            var ids = await QueuedAsync(world, message => message.MessageId);
            Assert.Equal(2, ids.Distinct().Count());
            Assert.Equal(now.AddMinutes(-1), (await CursorAsync(world)).SeenUntil);
            if (!hasDied)
            {
                Assert.True(step >= 4);
                return;
            }
        }
    }

    [Fact]
    public async Task A_channel_that_can_not_be_read_keeps_its_place_and_says_why()
    {
        await using var world = await CreateAsync(("bad", "realtime"), ("good", "realtime"));
        world.Shop.Faults.Enqueue(new FakeShop.Fault.Fails(ChannelFailure.Unauthorized));
        world.Shops[ChannelId.Parse("good")].OrderPages.Add(new OrderPage([Order("1", world.Time.GetUtcNow(), "good")], [], null));

        await PollAsync(world);

        Assert.Equal(["good/1"], await QueuedAsync(world));
        var cursor = await CursorAsync(world);
        Assert.Null(cursor.CompletedAt);
        Assert.Equal("Failed on purpose.", cursor.LastError);
    }

    [Fact]
    public async Task A_read_that_fails_for_a_moment_is_tried_again()
    {
        await using var world = await CreateAsync();
        world.Shop.Faults.Enqueue(new FakeShop.Fault.Fails(ChannelFailure.Unavailable));
        world.Shop.Faults.Enqueue(new FakeShop.Fault.Fails(ChannelFailure.Unknown));
        world.Shop.OrderPages.Add(new OrderPage([Order("1", world.Time.GetUtcNow())], [], null));

        await PollAsync(world);

        Assert.Equal(["shop/1"], await QueuedAsync(world));
    }

    [Fact]
    public async Task An_order_that_makes_no_sense_is_queued_with_its_reason()
    {
        await using var world = await CreateAsync();
        world.Shop.OrderPages.Add(new OrderPage([], [new UnreadableOrder("7", "lines is missing.", "{}"u8.ToArray())], null));

        await PollAsync(world);

        var reasons = await QueuedAsync(world, message => $"{message.Subject}: {MessageBody.Read<UnreadableDelivery>(message.Body).Reason}");
        Assert.Equal(["unreadable: lines is missing."], reasons);
    }

    [Fact]
    public async Task A_channel_is_polled_when_its_interval_is_over_and_not_before()
    {
        await using var world = await CreateAsync();
        await PollAsync(world);
        world.Time.Advance(TimeSpan.FromMinutes(4));

        await PollAsync(world);
        Assert.Single(world.Shop.Polls);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await PollAsync(world);
        Assert.Equal(2, world.Shop.Polls.Count);
    }

    [Fact]
    public void Another_state_or_content_has_another_id()
    {
        var order = Order("1", DateTimeOffset.UnixEpoch);
        ChannelOrder[] different =
        [
            order,
            order with { State = ChannelOrderState.Cancelled },
            order with { UpdatedAt = DateTimeOffset.UnixEpoch.AddSeconds(1) },
            order with { Lines = [new ChannelOrderLine("a", "SKU-1", 2)] },
            order with { Lines = [new ChannelOrderLine("a", "SKU-1 1", 1)] },
        ];

        Assert.Equal(5, different.Select(OrderPoller.DedupeIdOf).Distinct().Count());
        Assert.Equal(OrderPoller.DedupeIdOf(order), OrderPoller.DedupeIdOf(Order("1", DateTimeOffset.UnixEpoch)));
    }

    private static Task PollAsync(ChannelWorld world) => world.Time.RunAsync(world.Get<OrderPoller>().PollDueAsync(Cancellation));

    private static Task<PollCursor> CursorAsync(ChannelWorld world) =>
        PollCursor.ReadAsync(world.Get<ChannelTables>().Channels, world.Channel, Cancellation);

    private static Task<List<string>> QueuedAsync(ChannelWorld world) => QueuedAsync(world, message => message.SessionId!);

    private static async Task<List<string>> QueuedAsync(ChannelWorld world, Func<Azure.Messaging.ServiceBus.ServiceBusReceivedMessage, string> select)
    {
        await using var receiver = world.Bus.CreateReceiver(QueueNames.OrderEvents);
        var messages = await receiver.PeekMessagesAsync(100, fromSequenceNumber: 0, Cancellation);
        return [.. messages.Select(select)];
    }

    private static ChannelOrder Order(string id, DateTimeOffset updatedAt, string channel = "shop") =>
        new(new OrderId(ChannelId.Parse(channel), id), null, ChannelOrderState.Open, updatedAt, updatedAt, [new ChannelOrderLine("a", "SKU-1", 1)]);
}
