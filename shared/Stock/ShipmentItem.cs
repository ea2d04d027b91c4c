namespace StockFlow.Stock;

/// <summary>One SKU of an order whose shipments are planned.</summary>
/// <param name="WantedUnits">Units still to leave, at least 1.</param>
/// <param name="AvailableUnits">Per location of the plan what the order could have there, what it holds there included; zero or more.</param>
public sealed record ShipmentItem(int WantedUnits, IReadOnlyList<int> AvailableUnits);
