using System.Diagnostics.CodeAnalysis;
using StockFlow.Stock;

namespace StockFlow.Items;

/// <summary>All bundles as they were at one moment.</summary>
public sealed class BundleSet
{
    /// <summary>The most bundles, as every process keeps them all in memory.</summary>
    public const int CountMax = 50_000;

    private readonly IReadOnlyDictionary<Sku, Bundle> _bundles;
    private readonly ILookup<Sku, Sku> _byComponent;

    public BundleSet(IReadOnlyDictionary<Sku, Bundle> bundles)
    {
        _bundles = bundles;
        _byComponent = bundles.Values
            .SelectMany(bundle => bundle.Components.Select(component => (Component: component.Sku, Bundle: bundle.Sku)))
            .ToLookup(pair => pair.Component, pair => pair.Bundle);
    }

    /// <summary>No bundles at all.</summary>
    public static BundleSet Empty { get; } = new(new Dictionary<Sku, Bundle>());

    /// <summary>By SKU, without retired ones.</summary>
    public IEnumerable<Bundle> All => _bundles.Values.Where(bundle => !bundle.IsRetired).OrderBy(bundle => bundle.Sku);

    /// <summary>How many there are, without retired ones.</summary>
    public int Count => _bundles.Values.Count(bundle => !bundle.IsRetired);

    /// <summary>Finds a bundle that is sold.</summary>
    public bool TryFind(Sku sku, [NotNullWhen(true)] out Bundle? bundle) => _bundles.TryGetValue(sku, out bundle) && !bundle.IsRetired;

    /// <summary>Whether the SKU was a bundle and is none any more.</summary>
    public bool IsRetired(Sku sku) => _bundles.TryGetValue(sku, out var bundle) && bundle.IsRetired;

    /// <summary>The bundles that draw on an item; empty where none does.</summary>
    public IEnumerable<Sku> With(Sku component) => _byComponent[component];
}
