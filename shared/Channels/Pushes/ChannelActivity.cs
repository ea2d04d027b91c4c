namespace StockFlow.Channels.Pushes;

/// <summary>What this process has done for one channel and not yet written to the channel's row.</summary>
internal sealed class ChannelActivity
{
    private readonly Lock _lock = new();
    private readonly LatencyReservoir _latencies = new();
    private PushCounts _unwritten = new();

    public void Count(PushCounts counts)
    {
        lock (_lock)
        {
            _unwritten += counts;
        }
    }

    public void Acknowledged(TimeSpan latency)
    {
        lock (_lock)
        {
            _latencies.Add(latency);
        }
    }

    /// <summary>Adds what was done to a state; what is lost in a crash right after is lost to the counters only.</summary>
    public ChannelSyncState MoveInto(ChannelSyncState state)
    {
        lock (_lock)
        {
            var moved = state with
            {
                Counts = state.Counts + _unwritten,
                P50 = _latencies.Quantile(0.5) ?? state.P50,
                P95 = _latencies.Quantile(0.95) ?? state.P95,
            };
            _unwritten = new PushCounts();
            return moved;
        }
    }
}
