namespace StockFlow.Simulator.Marketplaces;

/// <summary>Units given back together.</summary>
/// <param name="Id">Unique within the marketplace.</param>
/// <param name="Cancelled">Those that had not left.</param>
/// <param name="Returned">Those that had left and came back.</param>
public sealed record ShopRefund(long Id, IReadOnlyList<LineUnits> Cancelled, IReadOnlyList<LineUnits> Returned);
