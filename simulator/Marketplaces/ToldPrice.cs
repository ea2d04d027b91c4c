using StockFlow.Stock;

namespace StockFlow.Simulator.Marketplaces;

/// <summary>A price that the marketplace was told and now shows.</summary>
/// <param name="At">When it was set.</param>
/// <param name="Sku">The item.</param>
/// <param name="Price">In the marketplace's currency.</param>
public sealed record ToldPrice(DateTimeOffset At, Sku Sku, decimal Price);
