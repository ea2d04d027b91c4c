using Azure;
using Azure.Data.Tables;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Channels.Listings;

/// <summary>Which SKUs each channel lists.</summary>
public sealed class ListingStore(ChannelTables tables)
{
    private const int WriteAttemptsMax = 10;

    /// <summary>Reads the listings of some SKUs on one channel; a SKU the channel does not list is absent from the answer.</summary>
    public async Task<IReadOnlyDictionary<Sku, Listing>> ReadAsync(ChannelId channel, IReadOnlyCollection<Sku> skus, CancellationToken cancellationToken)
    {
        var entities = await tables.ReadAsync(channel, skus, ChannelTables.ListingKey, select: null, cancellationToken);
        return entities.ToDictionary(pair => pair.Key, pair => ListingEntity.Read(pair.Value));
    }

    /// <summary>Which of some SKUs one channel lists.</summary>
    internal async Task<IReadOnlySet<Sku>> ReadListedAsync(ChannelId channel, IReadOnlyCollection<Sku> skus, CancellationToken cancellationToken)
    {
        var entities = await tables.ReadAsync(channel, skus, ChannelTables.ListingKey, ["RowKey"], cancellationToken);
        return entities.Keys.ToHashSet();
    }

    /// <summary>All listings of one channel, page by page, by SKU.</summary>
    /// <param name="pageToken">Null for the first page, else what the page before gave.</param>
    public Task<ListPage<Listing>> ReadPageAsync(ChannelId channel, string? pageToken, int pageSize, CancellationToken cancellationToken) =>
        ListRows.ReadPageAsync<TableEntity, Listing>(
            tables.Channels, ChannelTables.Under(channel, ChannelTables.ListingPrefix), pageToken, pageSize, ListingEntity.Read, cancellationToken);

    /// <summary>
    /// Adds places that show a SKU, or compares what the channel tells of them with what we believe. A number that differs puts ours in
    /// doubt but does not replace it: what the channel told may be older than what it has acknowledged since.
    /// </summary>
    /// <returns>Per SKU whether a place was added, and whether the channel has to be told a number.</returns>
    internal async Task<ListingChange> UpsertAsync(ChannelId channel, Sku sku, IReadOnlyList<ListedItem> items, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var found = await tables.Channels.GetEntityIfExistsAsync<TableEntity>(channel.Value, ChannelTables.ListingKey(sku), cancellationToken: cancellationToken);
            var before = found.HasValue ? ListingEntity.Read(found.Value!) : new Listing(channel, sku, []);
            var (after, change) = Merge(before, items);
            if (!change.IsChanged)
            {
                return change;
            }

            try
            {
                if (found.HasValue)
                {
                    await tables.Channels.UpdateEntityAsync(ListingEntity.From(after), before.ETag, TableUpdateMode.Replace, cancellationToken);
                }
                else
                {
                    await tables.Channels.AddEntityAsync(ListingEntity.From(after), cancellationToken);
                }

                return change;
            }
            catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412 && attempt < WriteAttemptsMax)
            {
                // Someone wrote the listing in between: read it again.
            }
        }
    }

    internal static (Listing After, ListingChange Change) Merge(Listing before, IReadOnlyList<ListedItem> items)
    {
        var references = before.References.ToList();
        var added = 0;
        var doubted = false;
        foreach (var item in items)
        {
            var at = references.FindIndex(reference => reference.Reference == item.Reference);
            if (at < 0)
            {
                if (references.Count < Listing.ReferencesMax)
                {
                    references.Add(new ListingReference(item.Reference, item.QuantityUnits));
                    added++;
                }
            }
            else if (item.QuantityUnits is { } told && told != references[at].PublishedUnits && references[at].IsCertain)
            {
                references[at] = references[at] with { IsCertain = false };
                doubted = true;
            }
        }

        return (before with { References = references }, new ListingChange(added, doubted));
    }
}
