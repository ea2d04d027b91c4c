namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// The clock of one queue, in UTC ticks, with one timer for everything that ends or begins by itself: it rings at the earliest
/// moment asked for. Guarded by its queue's index, which <paramref name="ring"/> has to enter by itself.
/// </summary>
internal sealed class AlarmClock(TimeProvider time, Action ring) : IDisposable
{
    private readonly ITimer _timer = time.CreateTimer(_ => ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    private long _alarmTicks = long.MaxValue;

    public long NowTicks => time.GetUtcNow().UtcTicks;

    /// <summary>Asks for a ring at a moment; at once when it has passed. An earlier one stays set, and whoever it wakes asks again.</summary>
    public void Set(long ticks)
    {
        if (ticks < _alarmTicks)
        {
            _alarmTicks = ticks;

            // In whole milliseconds, rounded up: a timer that rings early would only be set again.
            var delay = Math.Clamp((ticks - NowTicks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond, 0, int.MaxValue - 1);
            _timer.Change(TimeSpan.FromMilliseconds(delay), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>It has rung: no moment is asked for any more.</summary>
    public void Reset() => _alarmTicks = long.MaxValue;

    public void Dispose() => _timer.Dispose();
}
