using StockFlow.Stock;

namespace StockFlow.Items;

/// <summary>The answer to defining or retiring a bundle. When several apply, the first in this order is given.</summary>
public abstract record BundleOutcome
{
    private BundleOutcome()
    {
    }

    /// <summary>The SKU has levels of its own, so that nobody could say which of the two an order means. Nothing was changed.</summary>
    public sealed record HasStock : BundleOutcome;

    /// <summary>Bundles are one level deep, and one of the two would be within the other. Nothing was changed.</summary>
    /// <param name="Outer">The bundle that would hold another.</param>
    /// <param name="Inner">The bundle that would be held.</param>
    public sealed record Nested(Sku Outer, Sku Inner) : BundleOutcome;

    /// <summary>The ledger never saw this component: receive it first. Nothing was changed.</summary>
    public sealed record UnknownComponent(Sku Component) : BundleOutcome;

    /// <summary>There are as many bundles as may be. Nothing was changed.</summary>
    public sealed record TooMany : BundleOutcome;

    /// <summary>There never was such a bundle. Nothing was changed.</summary>
    public sealed record Unknown : BundleOutcome;

    /// <summary>On record, now or before.</summary>
    /// <param name="Bundle">As it is sold from now on; retired where that was asked for.</param>
    public sealed record Done(Bundle Bundle) : BundleOutcome;
}
