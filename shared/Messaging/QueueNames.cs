namespace StockFlow.Messaging;

/// <summary>The queues. Renaming one loses what waits in it: add a new one and drain the old.</summary>
public static class QueueNames
{
    /// <summary>Snapshots of orders from webhooks and polls. Session: the order. Duplicate detection on.</summary>
    public const string OrderEvents = "order-events";

    /// <summary>SKUs whose levels have changed. No sessions.</summary>
    public const string StockChanges = "stock-changes";

    /// <summary>Real-time channels that have something to be told. Session: the channel.</summary>
    public const string ChannelPushes = "channel-pushes";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [OrderEvents, StockChanges, ChannelPushes];
}
