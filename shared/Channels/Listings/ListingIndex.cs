using System.Collections.Concurrent;
using StockFlow.Stock;

namespace StockFlow.Channels.Listings;

/// <summary>
/// Remembers for a short while which channels list which SKU, so that fanning out a change costs no read in the common case.
/// Another process may add a listing while this one still believes there is none. That loses nothing: whoever adds a listing also
/// writes an outbox entry that is kept, and sent again with the newest number, until every process's memory of before has run out
/// (<see cref="SyncOptions.ListingSpreadTime"/>). A listing that was taken away costs an outbox entry that the push finds empty.
/// </summary>
internal sealed class ListingIndex(ListingStore listings, ChannelCatalog catalog, SyncOptions options, TimeProvider timeProvider)
{
    private const int SkusMax = 50_000;

    private readonly Lock _remembering = new();

    private ConcurrentDictionary<Sku, Known> _known = new();
    private long _forgotten;

    /// <summary>The channels that list each of some SKUs; a SKU that no channel lists has an empty answer.</summary>
    public async Task<IReadOnlyDictionary<Sku, IReadOnlyList<ChannelId>>> ReadAsync(IReadOnlyCollection<Sku> skus, CancellationToken cancellationToken)
    {
        var known = _known;
        var now = timeProvider.GetTimestamp();
        var answer = new Dictionary<Sku, IReadOnlyList<ChannelId>>(skus.Count);
        var missing = new List<Sku>();
        foreach (var sku in skus)
        {
            if (known.TryGetValue(sku, out var remembered) && timeProvider.GetElapsedTime(remembered.ReadAt, now) < options.ListingCacheLifetime)
            {
                answer[sku] = remembered.Channels;
            }
            else
            {
                missing.Add(sku);
            }
        }

        if (missing.Count == 0)
        {
            return answer;
        }

        var forgotten = Volatile.Read(ref _forgotten);
        var perChannel = await Task.WhenAll(catalog.Channels.Select(async channel =>
            (channel.Id, Listed: await listings.ReadListedAsync(channel.Id, missing, cancellationToken))));

        foreach (var sku in missing)
        {
            answer[sku] = [.. perChannel.Where(one => one.Listed.Contains(sku)).Select(one => one.Id)];
        }

        Remember(missing, answer, now, forgotten);
        return answer;
    }

    /// <summary>Forgets a SKU whose listings this process has just changed, also what is being read of it right now.</summary>
    public void Forget(Sku sku)
    {
        lock (_remembering)
        {
            _forgotten++;
            _known.TryRemove(sku, out _);
        }
    }

    /// <param name="readAt">The time before the read counts, as what was read may have changed since.</param>
    /// <param name="forgotten">How often a SKU had been forgotten before the read.</param>
    private void Remember(List<Sku> skus, Dictionary<Sku, IReadOnlyList<ChannelId>> channels, long readAt, long forgotten)
    {
        lock (_remembering)
        {
            // Something was forgotten since: it may be a listing that came just after it was looked for.
            if (forgotten != _forgotten)
            {
                return;
            }

            // Bounded by forgetting everything: simpler than an order of use, and a memory this short refills in moments.
            if (_known.Count + skus.Count > SkusMax)
            {
                _known = new ConcurrentDictionary<Sku, Known>();
            }

            foreach (var sku in skus)
            {
                _known[sku] = new Known(channels[sku], readAt);
            }
        }
    }

    private sealed record Known(IReadOnlyList<ChannelId> Channels, long ReadAt);
}
