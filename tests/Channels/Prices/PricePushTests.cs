using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels;
using StockFlow.Channels.Failures;
using StockFlow.Channels.Listings;
using StockFlow.Channels.Outbox;
using StockFlow.Channels.Pushes;
using StockFlow.Items;
using StockFlow.Messaging;
using Xunit;
using static StockFlow.Tests.Channels.ChannelWorld;

namespace StockFlow.Tests.Channels.Prices;

public sealed class PricePushTests
{
    [Fact]
    public async Task A_price_reaches_every_channel_with_prices_as_each_wants_it_and_no_other()
    {
        await using var world = await CreateAsync(("a-plain", "realtime"), ("b-marked-up", "realtime"), ("c-off", "realtime"), ("d-none", "realtime"));
        Enable(world, "a-plain");
        Enable(world, "b-marked-up", ("Markup", "10"), ("Currency", "EUR"), ("ExchangeRate", "1.2"), ("Rounding", ".99"));
        world.Set("StockFlow:Channels:c-off:Prices", "off");
        await world.ListAsync(1, 10);

        await world.PriceAsync(1, 20.005m);
        await world.SettleAsync();

        Assert.Equal([20.01m, 25.99m], world.Shops.Take(2).Select(shop => shop.Value.Prices[ReferenceOf(1)]));
        Assert.Equal([null, "EUR"], world.Shops.Take(2).Select(shop => Assert.Single(Assert.Single(shop.Value.PriceCalls).Pushes).Currency));
        Assert.All(world.Shops.Skip(2), shop => Assert.Empty(shop.Value.PriceCalls));
        Assert.All(world.Shops, shop => Assert.Empty(shop.Value.Calls));
    }

    [Fact]
    public async Task A_burst_of_changes_is_one_price_and_a_repeat_none()
    {
        await using var world = await OpenAsync();
        await world.PriceAsync(1, 1);
        await world.PriceAsync(1, 2);
        await world.PriceAsync(1, 3);
        await world.DrainAsync();
        await world.PriceAsync(1, 3);
        await world.DrainAsync();

        Assert.Equal(3, Assert.Single(Assert.Single(world.Shop.PriceCalls).Pushes).Price);
        Assert.Empty(await world.OutboxAsync());
    }

    [Fact]
    public async Task A_change_of_stock_alone_sends_no_price_and_a_change_of_price_alone_no_number()
    {
        await using var world = await OpenAsync();
        await world.PriceAsync(1, 5);
        await world.DrainAsync();
        await world.ChangeAsync(1, 7);
        await world.DrainAsync();

        Assert.Single(world.Shop.PriceCalls);
        Assert.Single(world.Shop.Calls);
    }

    [Fact]
    public async Task A_price_that_is_taken_back_is_told_to_nobody()
    {
        await using var world = await OpenAsync();
        await world.PriceAsync(1, 5);
        await world.DrainAsync();
        await world.PriceAsync(1, null);
        await world.DrainAsync();

        Assert.Equal(5, world.Shop.Prices[ReferenceOf(1)]);
        Assert.Single(world.Shop.PriceCalls);
        Assert.Empty(await world.OutboxAsync());
    }

    [Fact]
    public async Task A_price_needs_no_stock_and_the_number_stays_untold()
    {
        await using var world = await OpenAsync();
        world.Shop.Units["lonely"] = 5;
        world.Shop.Skus["lonely"] = SkuOf(99).Value;
        await world.PriceAsync(99, 4.5m);
        await world.Get<ListingImporter>().ImportPageAsync(world.Channel, null, Cancellation);

        await world.SettleAsync();

        Assert.Equal(4.5m, world.Shop.Prices["lonely"]);
        Assert.Empty(world.Shop.Calls);
        var listing = (await world.Get<ListingStore>().ReadAsync(world.Channel, [SkuOf(99)], Cancellation))[SkuOf(99)];
        Assert.Null(listing.AcknowledgedAt);
        Assert.False(Assert.Single(listing.References).IsCertain);
    }

    [Fact]
    public async Task A_change_during_a_push_is_sent_next()
    {
        await using var world = await OpenAsync();
        await world.PriceAsync(1, 5);
        world.Shop.WhilePricing = () => world.PriceAsync(1, 6);

        await world.DrainAsync();

        Assert.Equal([5m, 6m], world.Shop.PriceCalls.Select(call => call.Pushes[0].Price));
        Assert.Equal(2, world.Shop.PriceCalls.SelectMany(call => call.Pushes).DistinctBy(push => push.IdempotencyKey).Count());
    }

    [Fact]
    public async Task Who_remembers_an_older_price_never_sends_it_after_a_newer()
    {
        await using var world = await OpenAsync(2, ("StockFlow:Sync:RequestTimeout", "00:00:01"), ("StockFlow:Sync:LeaseDuration", "00:00:02"));
        await world.PriceAsync(1, 5);
        await world.DrainAsync();
        var other = world.StartProcess();
        await other.GetRequiredService<ItemCatalog>().ReadAsync(SkuOf(1), Cancellation);

        // This process sends 6 and dies before it is on record; the other one still believes in 5 and finds the entry.
        await world.PriceAsync(1, 6);
        world.Shop.WhilePricing = () =>
        {
            world.Crashes.CrashAt(1);
            return Task.CompletedTask;
        };
        await Assert.ThrowsAsync<SimulatedCrashException>(() => world.DrainAsync());
        world.Crashes.Revive();
        Assert.Equal(6, world.Shop.Prices[ReferenceOf(1)]);
        world.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(5, (await other.GetRequiredService<ItemCatalog>().ReadAsync(SkuOf(1), Cancellation)).Price);
        await world.Time.RunAsync(other.GetRequiredService<ChannelPusher>().DrainAsync(world.Channel, Cancellation));

        Assert.Equal([5m, 6m, 6m], world.Shop.PriceCalls.Select(call => call.Pushes[0].Price));
    }

    [Fact]
    public async Task Two_instances_that_race_on_a_price_leave_one_and_it_is_the_one_that_channels_show()
    {
        await using var world = await OpenAsync();
        var other = world.StartProcess();

        await Task.WhenAll(Enumerable.Range(1, 6).Select(price => world.PriceAsync(1, price, price % 2 == 0 ? other : null)));
        await world.Time.RunAsync(other.GetRequiredService<ChannelPusher>().DrainAsync(world.Channel, Cancellation));
        await world.SettleAsync();

        var terms = await world.Get<ItemCatalog>().ReadNewestAsync(SkuOf(1), Cancellation);
        Assert.Equal(6, terms.PriceRevision);
        Assert.Equal(terms.Price, world.Shop.Prices[ReferenceOf(1)]);
        Assert.Equal(terms.Price, world.Shop.PriceCalls[^1].Pushes[0].Price);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Whatever_step_the_process_dies_at_the_channel_ends_with_the_newest_price(int steps)
    {
        // Each run dies a step later; a run that is not cut off is as good.
        foreach (var step in new[] { steps, steps + 6, steps + 12 })
        {
            await using var world = await OpenAsync();
            await world.PriceAsync(1, 5);
            await world.SettleAsync();
            world.Crashes.CrashAt(step);
            try
            {
                await world.PriceAsync(1, 6);
                await world.DrainAsync();
            }
            catch (SimulatedCrashException)
            {
                // Dead, from here on.
            }

            // What was announced before the change comes when its time has come; back to the price on record is the trap.
            world.Restart();
            await world.PriceAsync(1, 5);
            world.Time.Advance(world.Get<ItemOptions>().SpreadTime);
            await FanOutAnnouncedAsync(world);
            await world.SettleAsync();

            Assert.Equal(5, world.Shop.Prices[ReferenceOf(1)]);
        }
    }

    [Fact]
    public async Task A_price_of_unknown_end_is_sent_again_and_once_more_when_the_first_may_have_arrived()
    {
        await using var world = await OpenAsync();
        await world.PriceAsync(1, 5);
        world.Shop.Faults.Enqueue(new FakeShop.Fault.Delayed());
        await world.DrainAsync();
        await world.PriceAsync(1, 6);
        world.Time.Advance(TimeSpan.FromSeconds(10));
        await world.DrainAsync();
        world.Shop.Arrive();

        Assert.Equal(5, world.Shop.Prices[ReferenceOf(1)]);
        await world.SettleAsync();
        Assert.Equal(6, world.Shop.Prices[ReferenceOf(1)]);
    }

    [Fact]
    public async Task A_refused_price_is_tried_so_often_then_set_aside_and_numbers_go_on()
    {
        await using var world = await OpenAsync();
        world.Shop.RefusedPrices[ReferenceOf(1)] = false;
        await world.PriceAsync(1, 5);
        await world.SettleAsync();

        Assert.Equal(world.Get<SyncOptions>().AttemptsMax, world.Shop.PriceCalls.Count);
        Assert.Contains("NO-PRICE", Assert.Single(await FailuresAsync(world)).Reason, StringComparison.Ordinal);

        // A number that is taken does not take the price out of sight; the price that is taken does.
        world.Shop.RefusedPrices[ReferenceOf(1)] = true;
        await world.ChangeAsync(1, 7);
        await world.SettleAsync();
        Assert.Equal(7, world.Shop.Units[ReferenceOf(1)]);
        Assert.Single(await FailuresAsync(world));
        world.Shop.RefusedPrices.Clear();
        await world.FanOutAsync(1);
        await world.SettleAsync();
        Assert.Equal(5, world.Shop.Prices[ReferenceOf(1)]);
        Assert.Empty(await FailuresAsync(world));
    }

    [Theory]
    [InlineData(ChannelFailure.Unauthorized, 1)]
    [InlineData(ChannelFailure.Rejected, 9)]
    public async Task A_channel_that_takes_no_prices_at_all_goes_on_with_numbers(ChannelFailure failure, int callsMax)
    {
        await using var world = await OpenAsync(count: 20);
        world.Shop.PriceFailure = failure;
        foreach (var number in Enumerable.Range(1, 20))
        {
            await world.PriceAsync(number, number);
            await world.ChangeAsync(number, 3);
        }

        var answer = await world.DrainAsync();

        Assert.Equal(DrainEnd.Drained, answer.End);
        Assert.All(world.Shop.Units.Values, units => Assert.Equal(3, units));
        Assert.InRange(world.Shop.PriceCalls.Count, 1, callsMax);
        await world.SettleAsync();
        Assert.Equal(20, (await FailuresAsync(world)).Count);
        Assert.Empty(world.Shop.Prices);
    }

    [Fact]
    public async Task A_throttled_price_waits_as_told()
    {
        await using var world = await OpenAsync();
        await world.PriceAsync(1, 5);
        world.Shop.Faults.Enqueue(new FakeShop.Fault.Fails(ChannelFailure.Throttled, TimeSpan.FromSeconds(7)));
        var start = world.Time.GetUtcNow();

        await world.DrainAsync();

        Assert.Equal([start, start.AddSeconds(7)], world.Shop.PriceCalls.Select(call => call.At));
    }

    [Fact]
    public async Task Many_prices_hold_no_number_up()
    {
        await using var world = await CreateAsync();
        Enable(world, "shop");
        world.Shop.Limits = world.Shop.Limits with { BatchSizeMax = 50, PriceBatchSizeMax = 10 };
        world.Restart();
        await world.ListAsync(200, 10);
        foreach (var number in Enumerable.Range(1, 200))
        {
            await world.PriceAsync(number, number);
        }

        // The last by key, behind three pages of prices.
        await world.ChangeAsync(99, 3);
        var pricesBefore = 0;
        world.Shop.WhilePushing = () => Task.FromResult(pricesBefore = world.Shop.PriceCalls.Count);
        await world.DrainAsync();

        Assert.Equal(SkuOf(99), Assert.Single(Assert.Single(world.Shop.Calls).Pushes).Sku);
        Assert.Equal(3, pricesBefore);
        Assert.All(world.Shop.PriceCalls, call => Assert.InRange(call.Pushes.Count, 1, 10));
        Assert.Equal(200, world.Shop.Prices.Count);
        Assert.Empty(await world.OutboxAsync());
    }

    [Fact]
    public async Task New_settings_move_every_price()
    {
        await using var world = await OpenAsync();
        await world.PriceAsync(1, 10);
        await world.SettleAsync();
        await world.Get<ChangedTerms>().AnnounceAsync(Cancellation);
        world.Set("StockFlow:Channels:shop:Markup", "50");

        await world.Get<ChangedTerms>().AnnounceAsync(Cancellation);
        await FanOutAnnouncedAsync(world);
        await world.SettleAsync();

        Assert.Equal(15, world.Shop.Prices[ReferenceOf(1)]);
    }

    private static void Enable(ChannelWorld world, string channel, params (string Name, string Value)[] settings)
    {
        foreach (var (name, value) in settings)
        {
            world.SetOnly($"StockFlow:Channels:{channel}:{name}", value);
        }

        world.Set($"StockFlow:Channels:{channel}:Prices", "on");
    }

    private static async Task<ChannelWorld> OpenAsync(int count = 2, params (string Name, string Value)[] settings)
    {
        var world = await CreateAsync();
        foreach (var (name, value) in settings)
        {
            world.SetOnly(name, value);
        }

        Enable(world, "shop");
        await world.ListAsync(count, 10);
        return world;
    }

    private static async Task FanOutAnnouncedAsync(ChannelWorld world)
    {
        await using var receiver = world.Bus.CreateReceiver(QueueNames.StockChanges);
        var announced = await receiver.PeekMessagesAsync(50, cancellationToken: Cancellation);
        await world.Get<StockFanOut>().FanOutAsync([.. announced.Select(message => MessageBody.Read<StockChanged>(message.Body))], Cancellation);
    }

    private static async Task<IReadOnlyList<FailedWork>> FailuresAsync(ChannelWorld world) =>
        (await world.Get<FailedWorkStore>().ReadPageAsync(null, 100, Cancellation)).Items;
}
