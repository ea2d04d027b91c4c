using StockFlow.Stock;

namespace StockFlow.Simulator.Retail;

/// <summary>Units that come back from a sale the file doesn't have.</summary>
public sealed record ReturnedUnits(Sku Sku, int Units);
