using System.Collections.Concurrent;
using System.Text.Json;
using Azure.Data.Tables;
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
    private const string TermsName = "Terms";
    private const int PageSize = 500;

    /// <summary>Another instance may still run on the settings of before for so long, and tell a number by them.</summary>
    private static readonly TimeSpan SpreadTime = TimeSpan.FromMinutes(10);

    /// <summary>Settings stay as they are while a process runs.</summary>
    private readonly ConcurrentDictionary<ChannelId, bool> _compared = new();

    /// <summary>
    /// Announces all listings of the channels whose terms are others than those on record. Reads one row per channel the first time, and
    /// nothing after it. What is cut off is done again from its beginning.
    /// </summary>
    public async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        foreach (var channel in catalog.Channels.Where(channel => !_compared.ContainsKey(channel.Id)))
        {
            var terms = TextOf(channel.Settings);
            var row = new TableEntity(channel.Id.Value, ChannelTables.TermsRow) { [TermsName] = terms };
            var known = await tables.Channels.GetEntityIfExistsAsync<TableEntity>(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
            if (!known.HasValue || known.Value!.GetString(TermsName) != terms)
            {
                await AnnounceListingsAsync(channel.Id, cancellationToken);
                await tables.Channels.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
            }

            _compared[channel.Id] = true;
        }
    }

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

    private string TextOf(ChannelSettings channel) => JsonSerializer.Serialize(new
    {
        Listings = ListingTerms.Of(channel, catalog.Locations, ItemTerms.None),
        Backorders = new { channel.BackorderLimitUnits, channel.ShowBackorders },
        channel.Prices,
    });
}
