using System.Collections.Concurrent;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>The lanes of the SKUs used lately.</summary>
internal sealed class SkuLanes(int lanesMax)
{
    private readonly ConcurrentDictionary<Sku, SkuLane> _lanes = new();
    private readonly Lock _sweep = new();
    private long _uses;

    public int Count => _lanes.Count;

    public SkuLane Get(Sku sku)
    {
        var use = Interlocked.Increment(ref _uses);
        if (!_lanes.TryGetValue(sku, out var lane))
        {
            lane = _lanes.GetOrAdd(sku, static sku => new SkuLane(sku));
            if (_lanes.Count > lanesMax)
            {
                Sweep();
            }
        }

        lane.LastUse = use;
        return lane;
    }

    /// <summary>Forgets a retired lane that a caller has come upon.</summary>
    public void Forget(SkuLane lane) => _lanes.TryRemove(new KeyValuePair<Sku, SkuLane>(lane.Sku, lane));

    /// <summary>Retires the older half of the idle lanes, so that the next sweep is as many new SKUs away.</summary>
    private void Sweep()
    {
        lock (_sweep)
        {
            if (_lanes.Count <= lanesMax)
            {
                return;
            }

            foreach (var lane in _lanes.Values.OrderBy(lane => lane.LastUse).Take((_lanes.Count + 1) / 2))
            {
                if (lane.TryRetire())
                {
                    Forget(lane);
                }
            }
        }
    }
}
