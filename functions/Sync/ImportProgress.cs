using StockFlow.Channels;
using StockFlow.Channels.Listings;

namespace StockFlow.Functions.Sync;

/// <summary>How far an import of listings has come.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="PageToken">The page to read next; null for the first.</param>
/// <param name="Import">What became of the pages before.</param>
public sealed record ImportProgress(ChannelId Channel, string? PageToken, ListingImport Import)
{
    public static ImportProgress Begin(ChannelId channel) => new(channel, null, ListingImport.None);
}
