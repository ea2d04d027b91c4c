namespace StockFlow.Channels.Listings;

/// <summary>One place on a channel that shows a SKU.</summary>
/// <param name="Reference">The connector's own address of it.</param>
/// <param name="PublishedUnits">The number that the channel last acknowledged or told; null while unknown, which never means 0.</param>
/// <param name="IsCertain">
/// Whether the channel is sure to show that number. It is not after a request of unknown end, or when the channel told another number:
/// then an equal number is sent once more instead of being skipped.
/// </param>
public sealed record ListingReference(string Reference, int? PublishedUnits, bool IsCertain = true);
