namespace StockFlow.Channels.Shopify;

/// <summary>Knows from the last answer how many points the shop has left for us, and waits before they run out.</summary>
internal sealed class ShopifyCostBucket(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, double> _costs = [];
    private ShopifyAnswer.ThrottleStatus? _last;
    private DateTimeOffset _lastAt;

    /// <summary>Waits until the operation, at the cost it had the last time, should be let through. The first call never waits.</summary>
    public Task WaitAsync(string operation, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            wait = _costs.TryGetValue(operation, out var cost) ? WaitFor(cost) : TimeSpan.Zero;
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }

    /// <returns>How long a refused operation should wait; null where the answer does not tell.</returns>
    public TimeSpan? Learn(string operation, ShopifyAnswer.Cost? answered)
    {
        if (answered?.ThrottleStatus is not { RestoreRate: > 0 } status)
        {
            return null;
        }

        lock (_lock)
        {
            _last = status;
            _lastAt = time.GetUtcNow();
            var cost = answered.RequestedQueryCost ?? 0;
            _costs[operation] = cost;
            return WaitFor(cost);
        }
    }

    private TimeSpan WaitFor(double cost)
    {
        if (_last is null)
        {
            return TimeSpan.Zero;
        }

        var restored = (time.GetUtcNow() - _lastAt).TotalSeconds * _last.RestoreRate;
        var missing = Math.Min(cost, _last.MaximumAvailable) - (_last.CurrentlyAvailable + restored);
        return missing > 0 ? TimeSpan.FromSeconds(missing / _last.RestoreRate) : TimeSpan.Zero;
    }
}
