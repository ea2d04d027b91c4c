namespace StockFlow.Channels.Traffic;

/// <summary>
/// The one place that says when a channel may be called next: its rate limit, and the pauses it asked for. Shared by everything that
/// calls the channel, so that a poll's 429 also holds back pushes, and no other channel.
/// </summary>
public sealed class ChannelTraffic
{
    private static readonly TimeSpan UnnamedPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UnnamedPauseMax = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _timeProvider;
    private readonly Action? _onThrottle;
    private readonly long _start;
    private TokenBucket? _bucket;
    private TimeSpan _quietUntil;
    private int _throttlesInARow;
    private long _throttles;
    private long _requests;

    /// <param name="onThrottle">Called each time the channel says that it was called too often.</param>
    internal ChannelTraffic(TimeProvider timeProvider, Action? onThrottle = null)
    {
        _timeProvider = timeProvider;
        _onThrottle = onThrottle;
        _start = timeProvider.GetTimestamp();
    }

    /// <summary>Times the channel said that it was called too often, since the process began.</summary>
    public long Throttles => Interlocked.Read(ref _throttles);

    /// <summary>Requests sent since the process began.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>How long a call that began now would wait for its turn.</summary>
    public TimeSpan Wait
    {
        get
        {
            var pause = Pause;
            var turn = _bucket?.Wait ?? TimeSpan.Zero;
            return pause > turn ? pause : turn;
        }
    }

    private TimeSpan Pause
    {
        get
        {
            lock (_lock)
            {
                var left = _quietUntil - _timeProvider.GetElapsedTime(_start);
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Sets the rate; a connector is made with the client that obeys it, so its limits are known only afterwards.</summary>
    internal void Limit(ConnectorLimits limits) =>
        _bucket = new TokenBucket(limits.RequestsPerSecond, limits.BurstRequests, _timeProvider);

    /// <summary>Returns once one request may be sent.</summary>
    internal async Task TakeTurnAsync(CancellationToken cancellationToken)
    {
        do
        {
            for (var pause = Pause; pause > TimeSpan.Zero; pause = Pause)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds)), _timeProvider, cancellationToken);
            }

            if (_bucket is not null)
            {
                await _bucket.TakeAsync(cancellationToken);
            }
        }
        while (Pause > TimeSpan.Zero);

        Interlocked.Increment(ref _requests);
    }

    /// <summary>Notes a success, so that the next unnamed pause is short again.</summary>
    internal void Succeeded()
    {
        lock (_lock)
        {
            _throttlesInARow = 0;
        }
    }

    /// <summary>Lets the channel alone for as long as it asked; when it was throttling and did not say, a second, then two, up to a minute.</summary>
    internal void Failed(ChannelException exception)
    {
        lock (_lock)
        {
            var pause = exception.RetryAfter;
            if (exception.Failure == ChannelFailure.Throttled)
            {
                Interlocked.Increment(ref _throttles);
                _onThrottle?.Invoke();
                pause ??= TimeSpan.FromTicks(Math.Min(UnnamedPauseMax.Ticks, UnnamedPause.Ticks << Math.Min(_throttlesInARow, 10)));
                _throttlesInARow++;
            }

            var until = _timeProvider.GetElapsedTime(_start) + (pause ?? TimeSpan.Zero);
            _quietUntil = until > _quietUntil ? until : _quietUntil;
        }
    }
}
