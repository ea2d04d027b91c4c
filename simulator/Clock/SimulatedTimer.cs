namespace StockFlow.Simulator.Clock;

/// <summary>A timer of <see cref="SimulatedClock"/>, whose lock guards its times.</summary>
internal sealed class SimulatedTimer(SimulatedClock clock, long number, TimerCallback callback, object? state) : ITimer
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private int _disposed;

    public static IComparer<SimulatedTimer> ByDue { get; } = Comparer<SimulatedTimer>.Create(static (left, right) =>
        left.DueTicks != right.DueTicks ? left.DueTicks.CompareTo(right.DueTicks) : left.Number.CompareTo(right.Number));

    public SimulatedClock Clock { get; } = clock;

    public long DueTicks { get; set; }

    public long PeriodTicks { get; set; }

    private long Number { get; } = number;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (Volatile.Read(ref _disposed) != 0)
        {
            return false;
        }

        Clock.Set(this, dueTime, period);
        return true;
    }

    public void Call()
    {
        if (_context is null)
        {
            callback(state);
        }
        else
        {
            ExecutionContext.Run(_context, static timer => ((SimulatedTimer)timer!).Invoke(), this);
        }
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref _disposed, 1);
        Clock.Remove(this);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Invoke() => callback(state);
}
