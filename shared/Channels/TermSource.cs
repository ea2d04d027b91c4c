namespace StockFlow.Channels;

/// <summary>Where the merchant has set a term, the widest first. Where several have, the last in this order stands.</summary>
public enum TermSource
{
    /// <summary>The channel's settings, or their default.</summary>
    Channel,

    /// <summary>The item, for all channels.</summary>
    Item,

    /// <summary>The item on this channel.</summary>
    ItemOnChannel,
}
