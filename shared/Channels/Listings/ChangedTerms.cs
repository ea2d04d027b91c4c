using System.Text.Json;
using StockFlow.Items;
using StockFlow.Messaging;
using StockFlow.Stock;

namespace StockFlow.Channels.Listings;

/// <summary>
/// Sees to it that a channel whose settings were changed shows what they say now: a new buffer, share, cap or location moves every
/// number of the channel, though no stock moves; a new markup every price, though no base price changes.
/// </summary>
public sealed class ChangedTerms(
    ChannelCatalog catalog, ChannelTables tables, ListingStore listings, StockAnnouncer announcer, TimeProvider timeProvider)
{
    private const int PageSize = 500;

    /// <summary>Another instance may still run on the settings of before for so long, and tell a number by them.</summary>
    private static readonly TimeSpan SpreadTime = TimeSpan.FromMinutes(10);

    private readonly TermsOnRecord _terms = new(catalog, tables, ChannelTables.TermsRow, channel => TextOf(catalog, channel));

    /// <summary>Announces all listings of the channels whose terms are others than those on record. What is cut off is done again from its beginning.</summary>
    public Task AnnounceAsync(CancellationToken cancellationToken) =>
        _terms.ForChangedAsync(isNewChanged: true, channel => AnnounceListingsAsync(channel, cancellationToken), cancellationToken);

    private async Task AnnounceListingsAsync(ChannelId channel, CancellationToken cancellationToken)
    {
        string? pageToken = null;
        do
        {
            (var page, _, pageToken) = await listings.ReadPageAsync(channel, pageToken, PageSize, cancellationToken);
            IReadOnlyCollection<Sku> skus = [.. page.Select(listing => listing.Sku)];
            var now = timeProvider.GetUtcNow();
            await announcer.ScheduleAsync(skus, now, now + SpreadTime, cancellationToken);
            await announcer.AnnounceAsync(skus, now, movedBy: null, cancellationToken);
        }
        while (pageToken is not null);
    }

    private static string TextOf(ChannelCatalog catalog, ChannelSettings channel) => JsonSerializer.Serialize(new
    {
        Listings = ListingTerms.Of(channel, catalog.Locations, ItemTerms.None),
        Backorders = new { channel.BackorderLimitUnits, channel.ShowBackorders },
        channel.Prices,
    });
}
