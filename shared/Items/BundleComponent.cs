using System.Text.Json.Serialization;
using StockFlow.Stock;

namespace StockFlow.Items;

/// <summary>What one bundle takes of one item.</summary>
/// <param name="Sku">The item; never a bundle itself.</param>
/// <param name="Units">1 to <see cref="Bundle.ComponentUnitsMax"/>.</param>
public readonly record struct BundleComponent(
    [property: JsonPropertyName("sku")] Sku Sku,
    [property: JsonPropertyName("units")] int Units);
