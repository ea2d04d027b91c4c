using StockFlow.Orders;

namespace StockFlow.Stock;

/// <summary>What one order holds of one SKU: the state on record, and with it the answer to the command that set it.</summary>
/// <param name="Order">The order.</param>
/// <param name="Revision">The newest revision that was set.</param>
/// <param name="Released">Whether that revision was released because the whole order was rejected.</param>
/// <param name="OpenUnits">Wanted and not yet shipped.</param>
/// <param name="ShippedUnits">Shipped since placed, as the channel says; never goes down.</param>
/// <param name="RestockedUnits">Put on sale again since placed, as the channel says; never goes down.</param>
/// <param name="BackorderedUnits">Of the reserved, promised beyond what was available.</param>
/// <param name="ShortUnits">Of the open, not reserved at all.</param>
/// <param name="Allocations">The locations with a part in it, the order's first one first.</param>
public sealed record Reservation(
    OrderId Order,
    int Revision,
    bool Released,
    int OpenUnits,
    int ShippedUnits,
    int RestockedUnits,
    int BackorderedUnits,
    int ShortUnits,
    IReadOnlyList<Allocation> Allocations)
{
    /// <summary>Held at all locations, backordered ones included.</summary>
    public int ReservedUnits => OpenUnits - ShortUnits;

    /// <summary>Shipped beyond what was on hand anywhere: the channel sent what the ledger did not know of.</summary>
    public int UncoveredUnits => ShippedUnits - Allocations.Sum(a => a.ShippedUnits);
}
