using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Channels.Prices;

/// <summary>Works out what prices a channel is to show, from the base prices and the channel's rule. A channel without prices has none.</summary>
public sealed class PublishedPrices(ItemCatalog items)
{
    private static readonly IReadOnlyDictionary<Sku, PublishedPrice> None = new Dictionary<Sku, PublishedPrice>();

    /// <summary>The price of an item with these terms; null where the channel or the item has none, so that nothing is sent.</summary>
    public static PublishedPrice? Of(ChannelSettings channel, ItemTerms terms) =>
        channel.Prices is { } rule && terms.Price is { } price
            ? new PublishedPrice(rule.Apply(price), rule.Currency, terms.PriceRevision)
            : null;

    /// <summary>The prices of some SKUs as this process knows them, mostly without any read; a SKU without a price is absent.</summary>
    public async ValueTask<IReadOnlyDictionary<Sku, PublishedPrice>> ReadAsync(
        ChannelSettings channel, IReadOnlyCollection<Sku> skus, CancellationToken cancellationToken) =>
        channel.Prices is null ? None : Of(channel, await items.ReadAsync(skus, cancellationToken));

    /// <summary>
    /// The prices as they are now: whoever sends one reads it here first, so that what this process remembers never follows what another
    /// has set and sent since.
    /// </summary>
    public async Task<IReadOnlyDictionary<Sku, PublishedPrice>> ReadNewestAsync(
        ChannelSettings channel, IReadOnlyCollection<Sku> skus, CancellationToken cancellationToken) =>
        channel.Prices is null ? None : Of(channel, await items.ReadNewestAsync(skus, cancellationToken));

    private static Dictionary<Sku, PublishedPrice> Of(ChannelSettings channel, IReadOnlyDictionary<Sku, ItemTerms> terms)
    {
        var prices = new Dictionary<Sku, PublishedPrice>(terms.Count);
        foreach (var (sku, item) in terms)
        {
            if (Of(channel, item) is { } price)
            {
                prices[sku] = price;
            }
        }

        return prices;
    }
}
