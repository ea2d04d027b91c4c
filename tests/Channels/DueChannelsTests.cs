using StockFlow.Channels;
using StockFlow.Channels.Pushes;
using Xunit;
using static StockFlow.Tests.Channels.ChannelWorld;

namespace StockFlow.Tests.Channels;

public sealed class DueChannelsTests
{
    [Theory]
    [InlineData("09:00:00", "09:04:59", 300, false)]
    [InlineData("09:00:00", "09:05:00", 300, true)]
    [InlineData("09:04:59", "09:05:00", 300, true)]
    [InlineData("09:05:00.5", "09:10:00", 300, true)]
    [InlineData("09:05:00", "09:59:59", 3600, false)]
    [InlineData("09:05:00", "10:00:00", 3600, true)]
    public void A_new_interval_begins_on_its_slot_of_the_day(string last, string now, int seconds, bool expected)
    {
        Assert.Equal(expected, DueChannels.IsNextSlot(At(last), At(now), TimeSpan.FromSeconds(seconds)));
    }

    [Fact]
    public async Task An_interval_channel_is_due_once_per_interval_and_only_with_something_to_tell()
    {
        await using var world = await CreateAsync(("slow", "00:05:00"));
        await world.ListAsync(1, 10);
        world.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Empty((await FindAsync(world)).ToSync);

        await world.ChangeAsync(1, 4);
        Assert.Equal([world.Channel], (await FindAsync(world)).ToSync);

        await world.DrainAsync();
        await world.ChangeAsync(1, 3);
        Assert.Empty((await FindAsync(world)).ToSync);
        world.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal([world.Channel], (await FindAsync(world)).ToSync);
    }

    [Fact]
    public async Task A_real_time_channel_whose_wake_up_was_lost_is_woken()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(1, 10);
        await world.ChangeAsync(1, 4);
        Assert.Empty((await FindAsync(world)).ToWake);

        world.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal([world.Channel], (await FindAsync(world)).ToWake);
    }

    [Fact]
    public async Task A_channel_that_rests_after_a_failure_is_left_alone()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(1, 10);
        await world.ChangeAsync(1, 4);
        world.Shop.Faults.Enqueue(new FakeShop.Fault.Fails(ChannelFailure.Throttled, TimeSpan.FromMinutes(10)));
        await world.DrainAsync();
        world.Time.Advance(TimeSpan.FromMinutes(9));

        Assert.Empty((await FindAsync(world)).ToWake);
        world.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Single((await FindAsync(world)).ToWake);
    }

    private static Task<(IReadOnlyList<ChannelId> ToWake, IReadOnlyList<ChannelId> ToSync)> FindAsync(ChannelWorld world) =>
        world.Get<DueChannels>().FindAsync(Cancellation);

    private static DateTimeOffset At(string time) =>
        new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero) + TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
}
