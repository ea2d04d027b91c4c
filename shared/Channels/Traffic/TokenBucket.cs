namespace StockFlow.Channels.Traffic;

/// <summary>
/// Spaces requests so that no window of any length W holds more than burst + W × rate of them. Requests are served in the order they
/// asked. The bucket is this process's own: pushes of a channel run in one process at a time, and the rare polls beside them are
/// what the channel's 429 is for. Thread-safe.
/// </summary>
internal sealed class TokenBucket
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _timeProvider;
    private readonly long _start;
    private readonly TimeSpan _spacing;
    private readonly TimeSpan _tolerance;

    /// <summary>When the bucket would be full again; requests ahead of it by more than the tolerance wait.</summary>
    private TimeSpan _fullAt;

    public TokenBucket(double requestsPerSecond, int burst, TimeProvider timeProvider)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(requestsPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        _timeProvider = timeProvider;
        _start = timeProvider.GetTimestamp();
        _spacing = TimeSpan.FromTicks((long)Math.Ceiling(TimeSpan.TicksPerSecond / requestsPerSecond));
        _tolerance = _spacing * (burst - 1);
    }

    /// <summary>How long a request that asked now would wait.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (_lock)
            {
                return WaitAt(_timeProvider.GetElapsedTime(_start));
            }
        }
    }

    /// <summary>Whether nothing was taken that has not come back: a new bucket would be the same.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return _fullAt <= _timeProvider.GetElapsedTime(_start);
            }
        }
    }

    /// <summary>Takes a place for a request that can't wait, if there is one.</summary>
    /// <returns>Zero when it was taken; otherwise how long until one will be free.</returns>
    public TimeSpan TryTake()
    {
        lock (_lock)
        {
            var now = _timeProvider.GetElapsedTime(_start);
            var wait = WaitAt(now);
            if (wait == TimeSpan.Zero)
            {
                _fullAt = (_fullAt > now ? _fullAt : now) + _spacing;
            }

            return wait;
        }
    }

    /// <summary>Returns once one request may be sent. When cancelled the request's place stays taken: too slow rather than too fast.</summary>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        TimeSpan due;
        lock (_lock)
        {
            var now = _timeProvider.GetElapsedTime(_start);
            due = now + WaitAt(now);
            _fullAt = (_fullAt > now ? _fullAt : now) + _spacing;
        }

        // A timer may fire a little early.
        for (var wait = due - _timeProvider.GetElapsedTime(_start); wait > TimeSpan.Zero; wait = due - _timeProvider.GetElapsedTime(_start))
        {
            await Task.Delay(RoundUp(wait), _timeProvider, cancellationToken);
        }
    }

    private TimeSpan WaitAt(TimeSpan now)
    {
        var wait = _fullAt - _tolerance - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>Timers count whole milliseconds and would round down.</summary>
    private static TimeSpan RoundUp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
}
