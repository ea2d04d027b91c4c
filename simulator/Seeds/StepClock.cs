namespace StockFlow.Simulator.Seeds;

/// <summary>A clock that stands still until it is moved. Timers that become due run on the mover's thread, one after the other. Not thread-safe.</summary>
internal sealed class StepClock(DateTimeOffset start) : TimeProvider
{
    private readonly SortedSet<StepTimer> _waiting = new(StepTimer.ByDue);
    private DateTimeOffset _now = start;
    private long _timersMade;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer is due; null when none is set.</summary>
    public DateTimeOffset? NextDue => _waiting.Min?.Due;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        CreateTimer(null, callback, state, dueTime, period);

    /// <summary>A timer of one process; once that is dead it never fires.</summary>
    internal ITimer CreateTimer(ProcessClock? owner, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new StepTimer(this, owner, ++_timersMade, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and runs what is due by then; what that makes due at once waits for the next move.</summary>
    /// <param name="time">Not before now.</param>
    public void MoveTo(DateTimeOffset time)
    {
        _now = time;
        foreach (var timer in _waiting.TakeWhile(timer => timer.Due <= _now).ToList())
        {
            if (!_waiting.Remove(timer))
            {
                // One that ran before it took it back.
                continue;
            }

            if (timer.Period > TimeSpan.Zero)
            {
                timer.Due += timer.Period;
                _waiting.Add(timer);
            }

            timer.Run();
        }
    }

    /// <summary>Drops the timers of a dead process.</summary>
    internal void Forget(ProcessClock owner) => _waiting.RemoveWhere(timer => timer.Owner == owner);

    private void Set(StepTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        _waiting.Remove(timer);
        if (dueTime >= TimeSpan.Zero && timer.Owner is not { IsDead: true })
        {
            timer.Due = _now + dueTime;
            timer.Period = period;
            _waiting.Add(timer);
        }
    }

    private sealed class StepTimer(StepClock clock, ProcessClock? owner, long number, TimerCallback callback, object? state) : ITimer
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private bool _disposed;

        public static IComparer<StepTimer> ByDue { get; } = Comparer<StepTimer>.Create(static (left, right) =>
            left.Due != right.Due ? left.Due.CompareTo(right.Due) : left.Number.CompareTo(right.Number));

        public ProcessClock? Owner => owner;

        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; set; }

        private long Number { get; } = number;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_disposed)
            {
                return false;
            }

            clock.Set(this, dueTime, period);
            return true;
        }

        public void Run()
        {
            if (_context is null)
            {
                callback(state);
            }
            else
            {
                ExecutionContext.Run(_context, static timer => ((StepTimer)timer!).Call(), this);
            }
        }

        public void Dispose()
        {
            _disposed = true;
            clock._waiting.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Call() => callback(state);
    }
}
