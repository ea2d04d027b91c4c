using System.Collections.Concurrent;

namespace StockFlow.Channels.Pushes;

/// <summary>The activity of each channel.</summary>
internal sealed class ChannelActivities
{
    private readonly ConcurrentDictionary<ChannelId, ChannelActivity> _activities = new();

    public ChannelActivity Of(ChannelId channel) => _activities.GetOrAdd(channel, _ => new ChannelActivity());
}
