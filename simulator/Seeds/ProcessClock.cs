namespace StockFlow.Simulator.Seeds;

/// <summary>The clock as one process sees it. Once the process is dead, none of its timers fires any more.</summary>
internal sealed class ProcessClock(StepClock clock) : TimeProvider
{
    public bool IsDead { get; private set; }

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(this, callback, state, dueTime, period);

    public void Kill()
    {
        IsDead = true;
        clock.Forget(this);
    }
}
