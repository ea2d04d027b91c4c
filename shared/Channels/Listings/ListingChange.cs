namespace StockFlow.Channels.Listings;

/// <summary>What an upsert did to one listing.</summary>
/// <param name="AddedReferences">Places that were not known before.</param>
/// <param name="IsDoubted">Whether the channel told another number than we believed.</param>
internal sealed record ListingChange(int AddedReferences, bool IsDoubted)
{
    public bool IsChanged => AddedReferences > 0 || IsDoubted;
}
