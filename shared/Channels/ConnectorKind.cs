namespace StockFlow.Channels;

/// <summary>A kind of connector that merchants name in a channel's <c>Kind</c> setting.</summary>
/// <param name="Name">Lower case, such as shopify.</param>
/// <param name="Settings">The settings it has besides the common ones.</param>
/// <param name="Create">
/// Makes the connector of one channel. The client is the channel's own: its base address is the channel's endpoint, and it waits for
/// the channel's rate limit and ends each request after the channel's timeout with a <see cref="ChannelException"/>.
/// </param>
public sealed record ConnectorKind(
    string Name,
    IReadOnlyList<SettingRule> Settings,
    Func<ChannelSettings, HttpClient, IServiceProvider, IChannelConnector> Create)
{
    /// <summary>Whether its connectors take prices; else settings that ask for them are wrong.</summary>
    public bool HasPrices { get; init; }
}
