using StockFlow.Stock;

namespace StockFlow.Simulator.Marketplaces;

/// <summary>A number that the marketplace was told and now shows.</summary>
/// <param name="At">When it was set.</param>
/// <param name="Sku">The item.</param>
/// <param name="Units">The number.</param>
public sealed record ShownNumber(DateTimeOffset At, Sku Sku, int Units);
