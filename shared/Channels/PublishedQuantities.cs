using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Channels;

/// <summary>Works out what a channel shows, from the newest levels and the terms.</summary>
public sealed class PublishedQuantities(
    ChannelCatalog catalog, BundleCatalog bundles, ItemCatalog items, ReadLevels readLevels, TimeProvider timeProvider)
{
    /// <summary>
    /// The numbers of some SKUs. One that is neither a bundle nor known to the ledger is absent, and so is a bundle with a component that
    /// the ledger does not know: nothing known is not zero.
    /// </summary>
    public async Task<IReadOnlyDictionary<Sku, PublishedQuantity>> ReadAsync(
        ChannelSettings channel, IReadOnlyCollection<Sku> skus, CancellationToken cancellationToken)
    {
        var quantities = new Dictionary<Sku, PublishedQuantity>(skus.Count);
        if (skus.Count == 0)
        {
            return quantities;
        }

        var set = await bundles.ReadAsync(cancellationToken);
        var wanted = skus.ToDictionary(sku => sku, sku => PartsOf(sku, set));
        IReadOnlyCollection<Sku> asked = [.. wanted.Values.SelectMany(parts => parts).Select(part => part.Sku).Distinct()];
        var levels = await readLevels(asked, cancellationToken);
        var terms = await items.ReadAsync([.. asked.Union(skus)], cancellationToken);
        var now = timeProvider.GetUtcNow();
        foreach (var (sku, components) in wanted)
        {
            var isBundle = set.TryFind(sku, out _);
            if (components.All(component => levels.ContainsKey(component.Sku)))
            {
                var parts = components
                    .Select(component => new StockPart(
                        component.Units,
                        levels[component.Sku],
                        isBundle ? ListingTerms.ComponentBuffer(channel.Id, terms[component.Sku]) : default,
                        BackorderAllowance.Of(channel, terms[component.Sku], now)))
                    .ToList();
                quantities[sku] = PublishedQuantity.Of(sku, parts, ListingTerms.Of(channel, catalog.Locations, terms[sku]));
            }
            else if (set.IsRetired(sku))
            {
                quantities[sku] = PublishedQuantity.Of(sku, [], ListingTerms.Of(channel, catalog.Locations, terms[sku]));
            }
        }

        return quantities;
    }

    private static IReadOnlyList<BundleComponent> PartsOf(Sku sku, BundleSet bundles) =>
        bundles.TryFind(sku, out var bundle) ? bundle.Components : [new BundleComponent(sku, 1)];
}
