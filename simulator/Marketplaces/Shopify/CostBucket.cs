namespace StockFlow.Simulator.Marketplaces.Shopify;

/// <summary>Shopify's rate limit: points that run out with use and come back with time. Safe for many threads.</summary>
/// <param name="maximum">Points in a full bucket.</param>
/// <param name="restoreRate">Points that come back each second.</param>
public sealed class CostBucket(int maximum, int restoreRate, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private double _available = maximum;
    private long _asOf = clock.GetTimestamp();

    /// <summary>Points in a full bucket.</summary>
    public int Maximum => maximum;

    /// <summary>Points that come back each second.</summary>
    public int RestoreRate => restoreRate;

    /// <summary>Takes points if there are enough.</summary>
    /// <returns>Whether they were taken, and what is left.</returns>
    public (bool Taken, int Available) TryTake(int points)
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            _available = Math.Min(maximum, _available + (clock.GetElapsedTime(_asOf, now).TotalSeconds * restoreRate));
            _asOf = now;
            var taken = _available >= points;
            if (taken)
            {
                _available -= points;
            }

            return (taken, (int)_available);
        }
    }
}
