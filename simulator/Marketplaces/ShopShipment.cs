namespace StockFlow.Simulator.Marketplaces;

/// <summary>Units that left together.</summary>
public sealed record ShopShipment(long Id, IReadOnlyList<LineUnits> Lines);
