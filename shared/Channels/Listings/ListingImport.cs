namespace StockFlow.Channels.Listings;

/// <summary>What became of a page of listed items.</summary>
/// <param name="Matched">Items whose SKU the ledger knows.</param>
/// <param name="Unmatched">Items without a SKU, with one that is none, or with one the ledger does not know (yet).</param>
/// <param name="Added">Items that were not listed before.</param>
/// <param name="ToBePublished">SKUs that the channel will be told.</param>
public sealed record ListingImport(int Matched, int Unmatched, int Added, int ToBePublished)
{
    public static ListingImport None { get; } = new(0, 0, 0, 0);

    public static ListingImport operator +(ListingImport one, ListingImport other) =>
        new(one.Matched + other.Matched, one.Unmatched + other.Unmatched, one.Added + other.Added, one.ToBePublished + other.ToBePublished);
}
