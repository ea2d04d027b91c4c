namespace StockFlow.Stock;

/// <summary>One location's part in a reservation.</summary>
/// <param name="Location">Where.</param>
/// <param name="ReservedUnits">Held there and not yet shipped; backordered units are held at the order's first location.</param>
/// <param name="ShippedUnits">Taken off on hand there since the order was placed.</param>
/// <param name="RestockedUnits">Of the shipped, put back on hand there.</param>
public sealed record Allocation(LocationId Location, int ReservedUnits, int ShippedUnits = 0, int RestockedUnits = 0);
