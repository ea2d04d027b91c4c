namespace StockFlow.Channels.Listings;

/// <summary>The price that one place was last told.</summary>
/// <param name="Amount">As the channel acknowledged it last; null where it is not known to have taken any.</param>
/// <param name="Revision">That of the base price behind it.</param>
/// <param name="IsCertain">Whether the place is sure to show it; not after a request of unknown end, so that it is sent once more.</param>
public sealed record ShownPrice(decimal? Amount, long Revision, bool IsCertain = true);
