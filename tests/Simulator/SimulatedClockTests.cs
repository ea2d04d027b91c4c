using StockFlow.Simulator.Clock;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Simulator;

public sealed class SimulatedClockTests
{
    private static readonly DateTimeOffset Start = new(2010, 12, 1, 8, 0, 0, TimeSpan.Zero);
    private readonly FakeTime _machine = new();

    [Fact]
    public void Time_passes_as_on_the_machine_and_jumps_when_told()
    {
        using var clock = new SimulatedClock(Start, _machine);

        _machine.Advance(TimeSpan.FromSeconds(3));
        var before = clock.GetTimestamp();
        clock.JumpTo(Start.AddHours(2));

        Assert.Equal(Start.AddHours(2), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromHours(2) - TimeSpan.FromSeconds(3), clock.GetElapsedTime(before));
        Assert.Equal(clock.GetElapsedTime(before), clock.Jumped);
    }

    [Fact]
    public void A_jump_never_goes_back()
    {
        using var clock = new SimulatedClock(Start, _machine);
        _machine.Advance(TimeSpan.FromMinutes(5));

        clock.JumpTo(Start.AddMinutes(1));

        Assert.Equal(Start.AddMinutes(5), clock.GetUtcNow());
    }

    [Fact]
    public async Task A_wait_ends_when_the_clock_reaches_its_time_and_not_before()
    {
        using var clock = new SimulatedClock(Start, _machine);
        var wait = Task.Delay(TimeSpan.FromHours(1), clock, TestContext.Current.CancellationToken);
        Assert.Equal(Start.AddHours(1), clock.NextDue);

        clock.JumpTo(Start.AddMinutes(59));
        Assert.Equal(Start.AddHours(1), clock.NextDue);
        Assert.False(wait.IsCompleted);
        clock.JumpTo(Start.AddHours(1));

        await wait;
        Assert.Null(clock.NextDue);
    }

    [Fact]
    public void A_periodic_timer_is_due_again_one_period_later()
    {
        using var clock = new SimulatedClock(Start, _machine);
        using var timer = clock.CreateTimer(_ => { }, null, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));

        clock.JumpTo(Start.AddMinutes(5));

        Assert.Equal(Start.AddMinutes(10), clock.NextDue);
    }

    [Fact]
    public void A_disposed_timer_is_never_due()
    {
        using var clock = new SimulatedClock(Start, _machine);
        var timer = clock.CreateTimer(_ => { }, null, TimeSpan.FromMinutes(5), Timeout.InfiniteTimeSpan);

        timer.Dispose();

        Assert.Null(clock.NextDue);
        Assert.False(timer.Change(TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task Real_time_rings_timers_too()
    {
        using var clock = new SimulatedClock(Start);

        await Task.Delay(TimeSpan.FromMilliseconds(20), clock, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.True(clock.GetUtcNow() >= Start.AddMilliseconds(20));
    }
}
