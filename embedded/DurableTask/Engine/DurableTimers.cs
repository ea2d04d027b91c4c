namespace EmbeddedFunctions.DurableTask;

/// <summary>What is due when. One timer of the time provider is set to the earliest.</summary>
internal sealed class DurableTimers(TimeProvider timeProvider, Action<DurableTimer> fire) : IDisposable
{
    // Far below the longest time a system timer takes; it is then set again.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly SortedSet<DurableTimer> _waiting = [];
    private ITimer? _timer;
    private bool _disposed;

    public void Add(DurableTimer timer)
    {
        lock (_gate)
        {
            _waiting.Add(timer);
            if (_waiting.Min != timer)
            {
                return;
            }
        }

        FireDue();
    }

    public void Remove(DurableTimer timer)
    {
        lock (_gate)
        {
            _waiting.Remove(timer);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer?.Dispose();
        }
    }

    private void FireDue()
    {
        var due = new List<DurableTimer>();
        lock (_gate)
        {
            var now = timeProvider.GetUtcNow().UtcTicks;
            while (_waiting.Count > 0 && _waiting.Min.DueTicks <= now)
            {
                due.Add(_waiting.Min);
                _waiting.Remove(_waiting.Min);
            }

            if (_waiting.Count > 0 && !_disposed)
            {
                // A whole millisecond up, so that the timer does not fire just before the due time.
                var wait = TimeSpan.FromMilliseconds(Math.Ceiling(TimeSpan.FromTicks(_waiting.Min.DueTicks - now).TotalMilliseconds));
                _timer ??= timeProvider.CreateTimer(_ => FireDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
            }
        }

        foreach (var timer in due)
        {
            fire(timer);
        }
    }
}
