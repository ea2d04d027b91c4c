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

    /// <exception cref="ArgumentException">No component, too many, one named twice, the bundle itself, or units out of range.</exception>
    internal void Check()
    {
        if (Components.Count is 0 or > ComponentsMax
            || Components.Any(component => component.Sku == Sku || component.Units is < 1 or > ComponentUnitsMax)
            || Components.DistinctBy(component => component.Sku).Count() < Components.Count)
        {
            throw new ArgumentException($"Bundle {Sku} with {Components.Count} components is out of its ranges.");
        }
    }
}
