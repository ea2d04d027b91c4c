using StockFlow.Channels.Outbox;
using StockFlow.Channels.Pushes;
using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Channels.Listings;

/// <summary>Takes in what a channel lists, from its own catalogue or from the merchant.</summary>
public sealed class ListingImporter
{
    private readonly ChannelCatalog _catalog;
    private readonly ListingStore _listings;
    private readonly ListingIndex _index;
    private readonly ChannelOutbox _outbox;
    private readonly PushQueue _pushes;
    private readonly ReadLevels _readLevels;
    private readonly BundleCatalog _bundles;
    private readonly SyncOptions _options;
    private readonly TimeProvider _timeProvider;

    internal ListingImporter(
        ChannelCatalog catalog,
        ListingStore listings,
        ListingIndex index,
        ChannelOutbox outbox,
        PushQueue pushes,
        ReadLevels readLevels,
        BundleCatalog bundles,
        SyncOptions options,
        TimeProvider timeProvider)
    {
        _catalog = catalog;
        _listings = listings;
        _index = index;
        _outbox = outbox;
        _pushes = pushes;
        _readLevels = readLevels;
        _bundles = bundles;
        _options = options;
        _timeProvider = timeProvider;
    }

    /// <summary>Reads one page of the channel's catalogue and takes it in. May run twice.</summary>
    /// <param name="pageToken">Null for the first page, else what the page before gave.</param>
    /// <exception cref="KeyNotFoundException">The channel is not configured.</exception>
    /// <exception cref="ChannelException">The page could not be read.</exception>
    public async Task<ListingImportPage> ImportPageAsync(ChannelId channel, string? pageToken, CancellationToken cancellationToken)
    {
        var page = await Find(channel).Connector.ReadListingsAsync(pageToken, cancellationToken);
        return new ListingImportPage(await UpsertAsync(channel, page.Items, cancellationToken), page.NextPageToken);
    }

    /// <summary>
    /// Adds the places that the items name. SKUs of new places, and those of which the channel tells another number than the one on
    /// record or none, get an outbox entry: the push decides by the newest levels whether anything is to be sent.
    /// </summary>
    /// <exception cref="KeyNotFoundException">The channel is not configured.</exception>
    public async Task<ListingImport> UpsertAsync(ChannelId channel, IReadOnlyList<ListedItem> items, CancellationToken cancellationToken)
    {
        var settings = Find(channel).Settings;
        var bySku = items
            .Select(item => (Item: item, IsSku: Sku.TryParse(item.Sku, null, out var sku), Sku: sku))
            .Where(one => one.IsSku)
            .GroupBy(one => one.Sku, one => one.Item)
            .ToList();
        List<Sku> skus = [.. bySku.Select(group => group.Key)];
        if (skus.Count == 0)
        {
            return new ListingImport(0, items.Count, 0, 0);
        }

        var levels = await _readLevels(skus, cancellationToken);
        var bundles = await _bundles.ReadAsync(cancellationToken);
        var known = await _listings.ReadAsync(channel, skus, cancellationToken);
        var changed = bySku
            .Where(group => NeedsTelling(known.GetValueOrDefault(group.Key) ?? new Listing(channel, group.Key, []), [.. group]))
            .ToList();

        // The entries come first: a crash after the listings would leave them looking known, with nobody to tell their numbers.
        // They are kept until every process knows of the listings, see ListingIndex.
        var now = _timeProvider.GetUtcNow();
        await _outbox.AddAsync(
            channel, [.. changed.Select(group => new PendingChange(group.Key, now))], now + _options.ListingSpreadTime, cancellationToken);
        var added = 0;
        foreach (var part in changed.Chunk(ChannelTables.ReadsAtOnce))
        {
            var changes = await Task.WhenAll(part.Select(group => _listings.UpsertAsync(channel, group.Key, [.. group], cancellationToken)));
            added += changes.Sum(change => change.AddedReferences);
            foreach (var group in part)
            {
                _index.Forget(group.Key);
            }
        }

        if (changed.Count > 0 && settings.Sync.IntervalAt(now) == TimeSpan.Zero)
        {
            await _pushes.RequestAsync([channel], at: null, cancellationToken);
        }

        var matched = bySku.Where(group => levels.ContainsKey(group.Key) || bundles.TryFind(group.Key, out _)).Sum(group => group.Count());
        return new ListingImport(matched, items.Count - matched, added, changed.Count);
    }

    private static bool NeedsTelling(Listing listing, IReadOnlyList<ListedItem> items)
    {
        var (after, change) = ListingStore.Merge(listing, items);
        return change.IsChanged || after.References.Any(reference => reference.PublishedUnits is null);
    }

    private Channel Find(ChannelId id) =>
        _catalog.TryGet(id, out var channel) ? channel : throw new KeyNotFoundException($"There is no channel {id}.");
}
