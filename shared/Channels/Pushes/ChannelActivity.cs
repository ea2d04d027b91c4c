using StockFlow.Telemetry;

namespace StockFlow.Channels.Pushes;

/// <summary>What this process has done for one channel and not yet written to the channel's row; the metrics hear of it at once.</summary>
internal sealed class ChannelActivity(ChannelId channel, StockFlowMetrics metrics)
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

        metrics.Pushed(channel, "acknowledged", counts.ItemsPushed);
        metrics.Pushed(channel, "unchanged", counts.ItemsUnchanged);
        metrics.Pushed(channel, "superseded", counts.Superseded);
        metrics.Pushed(channel, "refused", counts.Refused);
        metrics.Pushed(channel, "set-aside", counts.SetAside);
        metrics.Pushed(channel, "changed-on-channel", counts.ChangedOnChannel);
    }

    /// <summary>A call that failed as a whole: the channel was not told these numbers, or did not say.</summary>
    public void Failed(int numbers) => metrics.Pushed(channel, "failed", numbers);

    public void Acknowledged(TimeSpan latency)
    {
        lock (_lock)
        {
            _latencies.Add(latency);
        }

        metrics.Acknowledged(channel, latency);
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
