using System.Collections.Concurrent;
using StockFlow.Telemetry;

namespace StockFlow.Channels.Pushes;

/// <summary>The activity of each channel.</summary>
internal sealed class ChannelActivities(StockFlowMetrics metrics)
{
    private readonly ConcurrentDictionary<ChannelId, ChannelActivity> _activities = new();

    public ChannelActivity Of(ChannelId channel) => _activities.GetOrAdd(channel, static (id, metrics) => new ChannelActivity(id, metrics), metrics);
}
