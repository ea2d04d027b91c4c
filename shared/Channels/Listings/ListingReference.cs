namespace StockFlow.Channels.Listings;

/// <summary>One place on a channel that shows a SKU.</summary>
/// <param name="Reference">The connector's own address of it.</param>
/// <param name="PublishedUnits">The number that the channel last acknowledged or told; null while unknown, which never means 0.</param>
/// <param name="IsCertain">
/// Whether the channel is sure to show that number. It is not after a request of unknown end, or when the channel told another number:
/// then an equal number is sent once more instead of being skipped.
/// </param>
/// <param name="Price">The price it was last told; null where none ever was.</param>
public sealed record ListingReference(string Reference, int? PublishedUnits, bool IsCertain = true, ShownPrice? Price = null)
{
    /// <summary>The same without any certainty about its price.</summary>
    public ListingReference WithPriceInDoubt() => Price is { IsCertain: true } price ? this with { Price = price with { IsCertain = false } } : this;
}
