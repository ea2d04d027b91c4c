namespace StockFlow.Stock;

/// <summary>One location's part in a reservation.</summary>
/// <param name="Location">Where.</param>
/// <param name="ReservedUnits">Held there and not yet shipped, backordered units included.</param>
/// <param name="ShippedUnits">Taken off on hand there since the order was placed.</param>
/// <param name="RestockedUnits">Put back on hand there; units may come back to another location than they left from.</param>
/// <param name="BackorderedUnits">Of the reserved, promised beyond what was available. Lowered by a release, a shipment or a fill only.</param>
public sealed record Allocation(
    LocationId Location, int ReservedUnits, int ShippedUnits = 0, int RestockedUnits = 0, int BackorderedUnits = 0);
