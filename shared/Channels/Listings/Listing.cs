using Azure;
using StockFlow.Stock;

namespace StockFlow.Channels.Listings;

/// <summary>One SKU offered on one channel, at one or more places of it.</summary>
/// <param name="Channel">Where it is offered.</param>
/// <param name="Sku">The item.</param>
/// <param name="References">At least one, at most <see cref="ReferencesMax"/>.</param>
/// <param name="AcknowledgedAt">When the channel last took a number; null before the first.</param>
/// <param name="Position">The journal position of the levels behind that number.</param>
/// <param name="Sequence">How many times the channel has acknowledged; makes the key of each push its own.</param>
/// <param name="IsSetAside">Whether its number was set aside as refused; the next acknowledgement takes that back.</param>
/// <param name="ETag">The version this was read at.</param>
public sealed record Listing(
    ChannelId Channel,
    Sku Sku,
    IReadOnlyList<ListingReference> References,
    DateTimeOffset? AcknowledgedAt = null,
    long Position = 0,
    long Sequence = 0,
    bool IsSetAside = false,
    ETag ETag = default)
{
    /// <summary>More places than this show one SKU on no channel we know; a row must stay small.</summary>
    public const int ReferencesMax = 50;
}
