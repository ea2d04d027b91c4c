using StockFlow.Channels;
using StockFlow.Channels.Failures;
using StockFlow.Channels.Listings;
using StockFlow.Channels.Outbox;
using StockFlow.Channels.Pushes;
using Xunit;
using static StockFlow.Tests.Channels.ChannelWorld;

namespace StockFlow.Tests.Channels;

public sealed class PushTests
{
    [Fact]
    public async Task A_change_reaches_the_channel_and_leaves_the_outbox()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(1, 10);
        await world.ChangeAsync(1, 7);
        world.Time.Advance(TimeSpan.FromSeconds(2));

        var answer = await world.DrainAsync();

        Assert.Equal(DrainEnd.Drained, answer.End);
        Assert.Equal(7, world.Shop.Units[ReferenceOf(1)]);
        Assert.Empty(await world.OutboxAsync());
        var status = (await world.Get<ChannelStatusReader>().ReadAsync(world.Channel, Cancellation))!;
        Assert.Equal((1, 1), (status.Counts.Pushes, status.Counts.ItemsPushed));
        Assert.Equal(TimeSpan.FromSeconds(2), status.P95);
        Assert.Equal(0, status.Waiting);
        Assert.Equal(world.Time.GetUtcNow(), status.LastSuccessAt);
    }

    [Fact]
    public async Task A_burst_on_one_item_is_one_number_and_the_rest_is_superseded()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(1, 200);
        for (var units = 199; units >= 100; units--)
        {
            await world.ChangeAsync(1, units);
        }

        await world.DrainAsync();

        var push = Assert.Single(Assert.Single(world.Shop.Calls).Pushes);
        Assert.Equal(100, push.QuantityUnits);
        Assert.Equal(99, (await StatusAsync(world)).Counts.Superseded);
    }

    [Fact]
    public async Task A_number_that_the_channel_shows_already_is_not_sent_again()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(1, 10);
        await world.ChangeAsync(1, 7);
        await world.ChangeAsync(1, 10);

        await world.DrainAsync();

        Assert.Empty(world.Shop.Calls);
        Assert.Empty(await world.OutboxAsync());
        Assert.True((await StatusAsync(world)).Counts.ItemsUnchanged >= 1);
    }

    [Fact]
    public async Task A_sku_that_the_ledger_does_not_know_is_never_sent_as_zero()
    {
        await using var world = await CreateAsync();
        world.Shop.Units["lonely"] = 5;
        world.Shop.Skus["lonely"] = "SKU-99";
        await world.Get<ListingImporter>().ImportPageAsync(world.Channel, null, Cancellation);
        await world.FanOutAsync(99);

        await world.SettleAsync();

        Assert.Empty(world.Shop.Calls);
        Assert.Equal(5, world.Shop.Units["lonely"]);
    }

    [Fact]
    public async Task Only_channels_that_list_the_sku_are_told()
    {
        await using var world = await CreateAsync(("one", "realtime"), ("two", "realtime"));
        await world.ListAsync(1, 10);

        await world.ChangeAsync(2, 5);

        Assert.Empty(await world.OutboxAsync(ChannelId.Parse("one")));
        Assert.Empty(await world.OutboxAsync(ChannelId.Parse("two")));
    }

    [Fact]
    public async Task A_change_during_a_push_is_sent_next()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(1, 10);
        await world.ChangeAsync(1, 7);
        world.Shop.WhilePushing = () => world.ChangeAsync(1, 3);

        await world.DrainAsync();

        Assert.Equal([7, 3], world.Shop.Calls.Select(call => call.Pushes[0].QuantityUnits));
        Assert.Equal(3, world.Shop.Units[ReferenceOf(1)]);
        Assert.Empty(await world.OutboxAsync());
    }

    [Fact]
    public async Task A_large_outbox_goes_in_batches_as_large_as_the_channel_takes()
    {
        await using var world = await CreateAsync();
        world.Shop.Limits = world.Shop.Limits with { BatchSizeMax = 120 };
        world.Restart();
        await world.ListAsync(300, 10);
        foreach (var number in Enumerable.Range(1, 300))
        {
            world.SetLevel(number, 4);
        }

        await world.FanOutAsync([.. Enumerable.Range(1, 300)]);
        await world.DrainAsync();

        Assert.Equal([120, 120, 60], world.Shop.Calls.Select(call => call.Pushes.Count));
        Assert.All(world.Shop.Units.Values, units => Assert.Equal(4, units));
    }

    [Fact]
    public async Task Retry_after_is_kept_to_the_tick_for_that_channel_alone()
    {
        await using var world = await CreateAsync(("one", "realtime"), ("two", "realtime"));
        await world.ListAsync(1, 10);
        await world.ChangeAsync(1, 7);
        world.Shop.Faults.Enqueue(new FakeShop.Fault.Fails(ChannelFailure.Throttled, TimeSpan.FromSeconds(7)));
        var start = world.Time.GetUtcNow();

        await world.DrainAsync(ChannelId.Parse("one"));
        var afterOne = world.Time.GetUtcNow();
        await world.DrainAsync(ChannelId.Parse("two"));

        Assert.Equal([start, start.AddSeconds(7)], world.Shop.Calls.Select(call => call.At));
        Assert.Equal(afterOne, Assert.Single(world.Shops[ChannelId.Parse("two")].Calls).At);
        Assert.Equal(1, (await StatusAsync(world)).Counts.Throttles);
    }

    [Fact]
    public async Task A_long_retry_after_is_scheduled_and_nobody_calls_before()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(1, 10);
        await world.ChangeAsync(1, 7);
        world.Shop.Faults.Enqueue(new FakeShop.Fault.Fails(ChannelFailure.Throttled, TimeSpan.FromSeconds(90)));

        var answer = await world.DrainAsync();
        var early = await world.DrainAsync();

        Assert.Equal(world.Time.GetUtcNow().AddSeconds(90), answer.AgainAt);
        Assert.Equal(DrainEnd.Resting, early.End);
        Assert.Single(world.Shop.Calls);
        world.Time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(DrainEnd.Drained, (await world.DrainAsync()).End);
        Assert.Equal(7, world.Shop.Units[ReferenceOf(1)]);
    }

    [Theory]
    [InlineData(ChannelFailure.Unavailable)]
    [InlineData(ChannelFailure.Unauthorized)]
    [InlineData(ChannelFailure.Rejected)]
    public async Task A_channel_that_fails_is_told_once_it_is_back(ChannelFailure failure)
    {
        await using var world = await CreateAsync();
        await world.ListAsync(1, 10);
        await world.ChangeAsync(1, 7);
        for (var i = 0; i < 4; i++)
        {
            world.Shop.Faults.Enqueue(new FakeShop.Fault.Fails(failure));
        }

        await world.SettleAsync();

        Assert.Equal(7, world.Shop.Units[ReferenceOf(1)]);
    }

    [Fact]
    public async Task One_refused_item_blocks_no_other_and_is_set_aside_in_sight()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(3, 10);
        world.Shop.Refused[ReferenceOf(2)] = false;
        foreach (var number in Enumerable.Range(1, 3))
        {
            await world.ChangeAsync(number, 4);
        }

        await world.DrainAsync();
        Assert.Equal([4, 10, 4], Enumerable.Range(1, 3).Select(number => world.Shop.Units[ReferenceOf(number)]));
        await world.SettleAsync();

        var failures = world.Get<FailedWorkStore>();
        var failure = Assert.Single((await failures.ReadPageAsync(null, 10, Cancellation)).Items);
        Assert.Equal(("push", "SKU-2", 5, "NO: Not this one."), (failure.Kind, failure.Subject, failure.Attempts, failure.Reason));
        Assert.Equal(5, world.Shop.Calls.Count(call => call.Pushes.Any(push => push.Reference == ReferenceOf(2))));

        world.Shop.Refused.Clear();
        Assert.True(await failures.RetryAsync(failure.Id, Cancellation));
        await world.SettleAsync();
        Assert.Equal(4, world.Shop.Units[ReferenceOf(2)]);
        Assert.Empty((await failures.ReadPageAsync(null, 10, Cancellation)).Items);
    }

    [Fact]
    public async Task A_refusal_for_good_is_set_aside_at_once_and_a_later_success_takes_it_back()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(1, 10);
        world.Shop.Refused[ReferenceOf(1)] = true;
        await world.ChangeAsync(1, 4);

        await world.DrainAsync();
        var failures = world.Get<FailedWorkStore>();
        Assert.Equal(1, Assert.Single((await failures.ReadPageAsync(null, 10, Cancellation)).Items).Attempts);
        Assert.Empty(await world.OutboxAsync());

        world.Shop.Refused.Clear();
        await world.ChangeAsync(1, 3);
        await world.DrainAsync();
        Assert.Equal(3, world.Shop.Units[ReferenceOf(1)]);
        Assert.Empty((await failures.ReadPageAsync(null, 10, Cancellation)).Items);
    }

    [Fact]
    public async Task One_item_that_spoils_the_whole_call_is_found_and_the_others_go_through()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(16, 10);
        world.Shop.Poison.Add(ReferenceOf(11));
        foreach (var number in Enumerable.Range(1, 16))
        {
            await world.ChangeAsync(number, 4);
        }

        await world.DrainAsync();

        Assert.Equal([ReferenceOf(11)], world.Shop.Units.Where(pair => pair.Value == 10).Select(pair => pair.Key));
        Assert.Equal("SKU-11", Assert.Single(await world.OutboxAsync()).Sku.Value);
    }

    [Fact]
    public async Task A_number_changed_on_the_channel_is_noticed_and_healed()
    {
        await using var world = await CreateAsync();
        world.Shop.Limits = world.Shop.Limits with { HasCompareAndSet = true };
        world.Restart();
        await world.ListAsync(1, 10);
        world.Shop.Units[ReferenceOf(1)] = 44;
        await world.ChangeAsync(1, 7);

        await world.DrainAsync();

        Assert.Equal(7, world.Shop.Units[ReferenceOf(1)]);
        Assert.Equal([10, 44], world.Shop.Calls.Select(call => call.Pushes[0].ExpectedUnits));
        Assert.Equal(1, (await StatusAsync(world)).Counts.ChangedOnChannel);
    }

    [Fact]
    public async Task A_lost_answer_is_made_up_for_even_when_the_number_goes_back_to_the_one_on_record()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(1, 10);
        await world.ChangeAsync(1, 7);
        world.Shop.Faults.Enqueue(new FakeShop.Fault.AppliedButLost());

        await world.DrainAsync();
        Assert.Equal(7, world.Shop.Units[ReferenceOf(1)]);
        await world.ChangeAsync(1, 10);
        await world.SettleAsync();

        Assert.Equal(10, world.Shop.Units[ReferenceOf(1)]);
    }

    [Fact]
    public async Task A_number_that_the_channel_moves_after_a_lost_answer_is_told_it_again_though_it_is_the_same()
    {
        await using var world = await CreateAsync();
        await LoseAnswerAsync(world);

        // An order that wanted nothing any more was called off: the shop has put units back, and ours are what they were.
        world.Time.Advance(TimeSpan.FromSeconds(1));
        world.Shop.Units[ReferenceOf(1)] = 8;
        await world.MoveAsync(1);
        await world.SettleAsync();

        Assert.Equal(7, world.Shop.Units[ReferenceOf(1)]);
    }

    [Fact]
    public async Task A_lost_answer_is_made_up_for_under_the_same_key_so_that_a_sale_in_between_stays()
    {
        await using var world = await CreateAsync();
        await LoseAnswerAsync(world);

        // Sold there, and not heard of yet.
        world.Shop.Units[ReferenceOf(1)] = 6;
        world.Time.Advance(TimeSpan.FromSeconds(30));
        await world.DrainAsync();

        Assert.Equal(6, world.Shop.Units[ReferenceOf(1)]);
        Assert.Equal(2, world.Shop.Calls.Count);
        Assert.Equal(world.Shop.Calls[0].Pushes[0], world.Shop.Calls[1].Pushes[0]);
    }

    [Fact]
    public async Task A_push_that_arrives_after_a_newer_one_does_not_stay()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(1, 10);
        await world.ChangeAsync(1, 7);
        world.Shop.Faults.Enqueue(new FakeShop.Fault.Delayed());
        await world.DrainAsync();
        await world.ChangeAsync(1, 3);
        world.Time.Advance(TimeSpan.FromSeconds(8));
        await world.DrainAsync();
        Assert.Equal(3, world.Shop.Units[ReferenceOf(1)]);

        world.Shop.Arrive();
        Assert.Equal(7, world.Shop.Units[ReferenceOf(1)]);
        await world.SettleAsync();

        Assert.Equal(3, world.Shop.Units[ReferenceOf(1)]);
    }

    [Fact]
    public async Task Two_senders_never_send_to_one_channel_at_once()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(1, 10);
        await world.ChangeAsync(1, 7);
        var other = world.StartProcess();
        DrainAnswer? second = null;
        world.Shop.WhilePushing = async () =>
            second = await ((ChannelPusher)other.GetService(typeof(ChannelPusher))!).DrainAsync(world.Channel, Cancellation);

        await world.DrainAsync();

        Assert.Equal(DrainEnd.Busy, second!.End);
        Assert.Single(world.Shop.Calls);
    }

    [Fact]
    public async Task An_outbox_entry_written_by_another_process_is_touched_not_lost()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(5, 10);
        await world.FanOutAsync(1, 2, 3);
        var since = world.Time.GetUtcNow();
        world.Time.Advance(TimeSpan.FromSeconds(5));
        world.Restart();

        await world.FanOutAsync(1, 2, 3, 4, 5);

        var entries = await world.OutboxAsync();
        Assert.Equal([0.0, 0, 0, 5, 5], entries.Select(entry => (entry.Since - since).TotalSeconds));
        Assert.All(entries, entry => Assert.Equal(5, (entry.ChangedAt - since).TotalSeconds));
    }

    [Fact]
    public async Task A_listing_added_by_another_process_misses_no_change()
    {
        await using var world = await CreateAsync();
        world.SetLevel(1, 10);
        await world.FanOutAsync(1); // This process now remembers that nobody lists it.
        world.Shop.Units[ReferenceOf(1)] = 10;
        world.Shop.Skus[ReferenceOf(1)] = SkuOf(1).Value;
        var other = world.StartProcess();
        await ((ListingImporter)other.GetService(typeof(ListingImporter))!).ImportPageAsync(world.Channel, null, Cancellation);
        await world.DrainAsync();

        await world.ChangeAsync(1, 2);
        Assert.Equal(10, world.Shop.Units[ReferenceOf(1)]);
        await world.SettleAsync();

        Assert.Equal(2, world.Shop.Units[ReferenceOf(1)]);
    }

    /// <summary>The channel shows 7, has moved that number itself before, and was told 7 without an answer.</summary>
    private static async Task LoseAnswerAsync(ChannelWorld world)
    {
        await world.ListAsync(1, 10);
        world.SetLevel(1, 7);
        await world.MoveAsync(1);
        world.Shop.Faults.Enqueue(new FakeShop.Fault.AppliedButLost());
        await world.DrainAsync();
    }

    private static async Task<ChannelStatus> StatusAsync(ChannelWorld world) =>
        (await world.Get<ChannelStatusReader>().ReadAsync(world.Channel, Cancellation))!;
}
