namespace StockFlow.Simulator.Marketplaces;

/// <summary>Something happened to an order.</summary>
/// <param name="Kind">What.</param>
/// <param name="Order">The order right after it.</param>
public sealed record ShopChange(ShopChangeKind Kind, ShopOrder Order);
