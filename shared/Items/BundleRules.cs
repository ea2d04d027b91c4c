using StockFlow.Stock;

namespace StockFlow.Items;

/// <summary>Decides on bundles by all the bundles there are.</summary>
internal static class BundleRules
{
    /// <summary>Defines a bundle, anew or otherwise than before.</summary>
    /// <param name="bundle">Within its ranges, its components by SKU and each named once, none of them the bundle itself.</param>
    /// <returns>What to answer, and the bundle to write; null where nothing changes.</returns>
    public static (Bundle? Write, BundleOutcome Outcome) Define(BundleSet bundles, Bundle bundle)
    {
        foreach (var component in bundle.Components)
        {
            if (bundles.TryFind(component.Sku, out _))
            {
                return (null, new BundleOutcome.Nested(bundle.Sku, component.Sku));
            }
        }

        if (bundles.With(bundle.Sku).Order().Select(outer => (Sku?)outer).FirstOrDefault() is { } holder)
        {
            return (null, new BundleOutcome.Nested(holder, bundle.Sku));
        }

        if (bundles.TryFind(bundle.Sku, out var before))
        {
            var isSame = before.Components.SequenceEqual(bundle.Components);
            return (isSame ? null : bundle, new BundleOutcome.Done(bundle));
        }

        return bundles.Count < BundleSet.CountMax ? (bundle, new BundleOutcome.Done(bundle)) : (null, new BundleOutcome.TooMany());
    }

    /// <summary>Ends the sale of a bundle. Orders that hold its components keep them.</summary>
    public static (Bundle? Write, BundleOutcome Outcome) Retire(BundleSet bundles, Sku sku)
    {
        var retired = new Bundle(sku, []);
        return bundles.TryFind(sku, out _) ? (retired, new BundleOutcome.Done(retired))
            : bundles.IsRetired(sku) ? (null, new BundleOutcome.Done(retired))
            : (null, new BundleOutcome.Unknown());
    }
}
