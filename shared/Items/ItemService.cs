using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Items;

/// <summary>Sets the terms of items, and sees to it that channels hear of it. Everything may be done twice.</summary>
public sealed class ItemService(ItemCatalog catalog, StockAnnouncer announcer, ItemOptions options, TimeProvider timeProvider)
{
    /// <summary>Changes the terms of one item, which need not be known yet: a pre-order has terms before it has stock.</summary>
    /// <param name="change">Pure; gives terms within their ranges.</param>
    /// <returns>The terms as they are on record.</returns>
    /// <exception cref="StockContentionException">Too many others change items; nothing was changed.</exception>
    public async Task<ItemTerms> SetAsync(Sku sku, Func<ItemTerms, ItemTerms> change, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await announcer.ScheduleAsync([sku], now, now + options.SpreadTime, cancellationToken).ConfigureAwait(false);
        var terms = await catalog.ChangeAsync(sku, change, cancellationToken).ConfigureAwait(false);
        if (terms.ReleaseAt is { } releaseAt && releaseAt > now)
        {
            // Its numbers change with the date. The second one is for clocks that are behind.
            await announcer.ScheduleAsync([sku], releaseAt, releaseAt, cancellationToken).ConfigureAwait(false);
            await announcer.ScheduleAsync([sku], releaseAt, releaseAt + options.SpreadTime, cancellationToken).ConfigureAwait(false);
        }

        await announcer.AnnounceAsync([sku], now, movedBy: null, cancellationToken).ConfigureAwait(false);
        return terms;
    }

    /// <summary>Sets an item's base price or takes it back, see <see cref="PriceRules.Set"/>. Channels with prices are told of a new one.</summary>
    /// <param name="price">Within its range; null takes it back: channels go on showing the last one.</param>
    /// <param name="expectedRevision">That of the price the caller has read; null sets it whatever it is.</param>
    /// <exception cref="StockContentionException">Too many others change items; nothing was changed.</exception>
    public async Task<PriceOutcome> SetPriceAsync(Sku sku, decimal? price, long? expectedRevision, CancellationToken cancellationToken)
    {
        PriceOutcome? outcome = null;
        await SetAsync(
            sku,
            before =>
            {
                (var after, outcome) = PriceRules.Set(before, price, expectedRevision);
                return after;
            },
            cancellationToken).ConfigureAwait(false);
        return outcome!;
    }
}
