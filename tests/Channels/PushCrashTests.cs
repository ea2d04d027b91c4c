using StockFlow.Channels;
using Xunit;
using static StockFlow.Tests.Channels.ChannelWorld;

namespace StockFlow.Tests.Channels;

public sealed class PushCrashTests
{
    /// <summary>
    /// Dies at one step of fan-out and push after the other, before and after every write and call. Then the number goes back to the one
    /// on record, which is the trap: what was sent before the death must not be forgotten.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_step_the_process_dies_at_the_channel_ends_with_the_newest_number(bool hasCompareAndSet)
    {
        var deaths = 0;
        for (var step = 0; ; step++)
        {
            await using var world = await CreateAsync();
            world.Shop.Limits = world.Shop.Limits with { HasCompareAndSet = hasCompareAndSet };
            world.Restart();
            await world.ListAsync(3, 10);
            world.Shop.Refused[ReferenceOf(3)] = true;
            world.SetLevel(1, 7);
            world.SetLevel(2, 6);
            world.SetLevel(3, 5);

            world.Crashes.CrashAt(step);
            var hasDied = await DiesAsync(async () =>
            {
                await world.FanOutAsync(1, 2, 3);
                await world.DrainAsync();
            });
            world.Restart();
            world.Shop.Refused.Clear();
            world.SetLevel(1, 10);

            // The messages that were not settled come again.
            await world.FanOutAsync(1, 2, 3);
            await world.SettleAsync();

            Assert.Equal([10, 6, 5], Enumerable.Range(1, 3).Select(number => world.Shop.Units[ReferenceOf(number)]));
            if (!hasDied)
            {
                break;
            }

            deaths++;
        }

        Assert.True(deaths >= 8, $"Only {deaths} steps were tried.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Faults_and_deaths_by_seed_end_with_the_newest_numbers(int seed)
    {
        const int Skus = 8;
        var random = new Random(seed);
        await using var world = await CreateAsync();
        world.Shop.Limits = new ConnectorLimits(3, 20, 5, HasCompareAndSet: seed % 2 == 0);
        world.Restart();
        await world.ListAsync(Skus, 10);
        var levels = Enumerable.Range(1, Skus).ToDictionary(number => number, _ => 10);

        for (var round = 0; round < 60; round++)
        {
            AddFault(world, random);
            var number = random.Next(1, Skus + 1);
            levels[number] = random.Next(0, 4) == 0 ? 10 : random.Next(0, 20);
            world.SetLevel(number, levels[number]);
            if (random.Next(4) == 0)
            {
                world.Crashes.CrashAt(random.Next(12));
            }

            if (await DiesAsync(async () =>
            {
                await world.FanOutAsync(number);
                await world.DrainAsync();
            }))
            {
                world.Restart();
                await world.FanOutAsync(number);
            }

            world.Crashes.Revive();
            world.Time.Advance(TimeSpan.FromSeconds(random.Next(0, 20)));
        }

        world.Shop.Faults.Clear();
        world.Shop.Arrive();
        await world.SettleAsync();

        foreach (var (number, units) in levels)
        {
            Assert.True(units == world.Shop.Units[ReferenceOf(number)], $"Seed {seed}: {SkuOf(number)} shows {world.Shop.Units[ReferenceOf(number)]}, should show {units}");
        }
    }

    private static void AddFault(ChannelWorld world, Random random)
    {
        FakeShop.Fault? fault = random.Next(12) switch
        {
            0 => new FakeShop.Fault.Fails(ChannelFailure.Throttled, TimeSpan.FromSeconds(random.Next(1, 40))),
            1 => new FakeShop.Fault.Fails(ChannelFailure.Unavailable),
            2 => new FakeShop.Fault.Lost(),
            3 => new FakeShop.Fault.AppliedButLost(),
            4 => new FakeShop.Fault.Fails(ChannelFailure.Throttled),
            _ => null,
        };
        if (fault is not null)
        {
            world.Shop.Faults.Enqueue(fault);
        }
    }

    private static async Task<bool> DiesAsync(Func<Task> work)
    {
        try
        {
            await work();
            return false;
        }
        catch (SimulatedCrashException)
        {
            return true;
        }
    }
}
