using StockFlow.Channels.Traffic;

namespace StockFlow.Channels;

/// <summary>A configured channel, ready to be talked to.</summary>
/// <param name="Settings">As the merchant set it.</param>
/// <param name="Connector">Obeys the channel's rate limit and its wishes to be let alone, whoever calls.</param>
/// <param name="Traffic">When the channel may be called next.</param>
public sealed record Channel(ChannelSettings Settings, IChannelConnector Connector, ChannelTraffic Traffic)
{
    public ChannelId Id => Settings.Id;
}
