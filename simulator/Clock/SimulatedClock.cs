namespace StockFlow.Simulator.Clock;

/// <summary>
/// A clock that runs at real speed and can be moved forward. While there is work, time passes as it really does, so that what
/// is measured on this clock is honest; when everybody waits for the clock, whoever drives it jumps to the next moment that
/// matters. Timers that become due are fired on the thread pool. Safe for many threads.
/// </summary>
public sealed class SimulatedClock : TimeProvider, IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _real;
    private readonly long _realStart;
    private readonly DateTimeOffset _start;
    private readonly ITimer _alarm;
    private readonly SortedSet<SimulatedTimer> _waiting = new(SimulatedTimer.ByDue);
    private long _jumpedTicks;
    private long _timersMade;
    private int _callbacksRunning;
    private bool _disposed;

    /// <param name="start">The time on the clock when it is made.</param>
    /// <param name="real">What paces it; the machine's clock when null.</param>
    public SimulatedClock(DateTimeOffset start, TimeProvider? real = null)
    {
        _start = start.ToUniversalTime();
        _real = real ?? System;
        _realStart = _real.GetTimestamp();
        _alarm = _real.CreateTimer(static clock => ((SimulatedClock)clock!).FireDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer is due; null when none is set. May lie in the past for a moment, until it has fired.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Min is { } first ? _start.AddTicks(first.DueTicks) : null;
            }
        }
    }

    /// <summary>Timer callbacks that have been started and not yet returned.</summary>
    public int CallbacksRunning => Volatile.Read(ref _callbacksRunning);

    /// <summary>How far the clock has been moved beyond real time, in all.</summary>
    public TimeSpan Jumped => new(Interlocked.Read(ref _jumpedTicks));

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start.AddTicks(GetTimestamp());

    /// <inheritdoc/>
    public override long GetTimestamp() => _real.GetElapsedTime(_realStart).Ticks + Interlocked.Read(ref _jumpedTicks);

    /// <summary>Moves the clock to a time and fires what is due by then; does nothing when that time has already passed.</summary>
    public void JumpTo(DateTimeOffset time)
    {
        lock (_lock)
        {
            var ahead = (time - _start).Ticks - GetTimestamp();
            if (ahead > 0)
            {
                Interlocked.Add(ref _jumpedTicks, ahead);
            }
        }

        FireDue();
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(this, Interlocked.Increment(ref _timersMade), callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Stops firing; timers that are set stay silent.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _waiting.Clear();
        }

        _alarm.Dispose();
    }

    internal void Set(SimulatedTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _waiting.Remove(timer);
            timer.PeriodTicks = period > TimeSpan.Zero ? period.Ticks : 0;
            if (dueTime >= TimeSpan.Zero && !_disposed)
            {
                timer.DueTicks = GetTimestamp() + dueTime.Ticks;
                _waiting.Add(timer);
            }

            SetAlarm();
        }
    }

    internal void Remove(SimulatedTimer timer)
    {
        lock (_lock)
        {
            _waiting.Remove(timer);
        }
    }

    private void FireDue()
    {
        lock (_lock)
        {
            var now = GetTimestamp();
            while (_waiting.Min is { } timer && timer.DueTicks <= now)
            {
                _waiting.Remove(timer);
                if (timer.PeriodTicks > 0)
                {
                    timer.DueTicks = Math.Max(timer.DueTicks + timer.PeriodTicks, now + 1);
                    _waiting.Add(timer);
                }

                Interlocked.Increment(ref _callbacksRunning);
                ThreadPool.UnsafeQueueUserWorkItem(static fired => fired.Clock.Run(fired), timer, preferLocal: false);
            }

            SetAlarm();
        }
    }

    private void Run(SimulatedTimer timer)
    {
        try
        {
            timer.Call();
        }
        finally
        {
            Interlocked.Decrement(ref _callbacksRunning);
        }
    }

    private void SetAlarm()
    {
        if (_disposed || _waiting.Min is not { } first)
        {
            return;
        }

        // The machine's timers count whole milliseconds: round up, or the alarm rings a moment early and again and again.
        var milliseconds = Math.Ceiling(TimeSpan.FromTicks(Math.Max(0, first.DueTicks - GetTimestamp())).TotalMilliseconds);
        _alarm.Change(TimeSpan.FromMilliseconds(Math.Min(milliseconds, AlarmMillisecondsMax)), Timeout.InfiniteTimeSpan);
    }

    private const double AlarmMillisecondsMax = 24 * 60 * 60 * 1000;
}
