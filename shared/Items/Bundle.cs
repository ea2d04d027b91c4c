using StockFlow.Stock;

namespace StockFlow.Items;

/// <summary>A SKU that has no units of its own: it is sold as its components.</summary>
/// <param name="Sku">What channels list and orders name.</param>
/// <param name="Components">1 to <see cref="ComponentsMax"/>, by SKU; empty once the bundle is retired.</param>
public sealed record Bundle(Sku Sku, IReadOnlyList<BundleComponent> Components)
{
    /// <summary>More than this is no kit that anyone packs, and an order's row must stay small.</summary>
    public const int ComponentsMax = 50;

    /// <summary>The most units of one component in one bundle.</summary>
    public const int ComponentUnitsMax = 10_000;

    /// <summary>Whether it was deleted: it is sold no more, and its listings show zero.</summary>
    public bool IsRetired => Components.Count == 0;
}
