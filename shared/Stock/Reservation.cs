using StockFlow.Orders;

namespace StockFlow.Stock;

/// <summary>What one order holds of one SKU: the state on record, and with it the answer to the command that set it.</summary>
/// <param name="Order">The order.</param>
/// <param name="Revision">The newest revision that was set.</param>
/// <param name="Released">Whether that revision was released because the whole order was rejected.</param>
/// <param name="OpenUnits">Wanted and not yet shipped.</param>
/// <param name="ShippedUnits">Shipped since placed, as the channel says; never goes down.</param>
/// <param name="RestockedUnits">Put on sale again since placed, as the channel says; never goes down.</param>
/// <param name="ShortUnits">Of the open, not reserved at all.</param>
/// <param name="Allocations">The locations with a part in it, the order's first one first.</param>
public sealed record Reservation(
    OrderId Order,
    int Revision,
    bool Released,
    int OpenUnits,
    int ShippedUnits,
    int RestockedUnits,
    int ShortUnits,
    IReadOnlyList<Allocation> Allocations)
{
    /// <summary>Of the reserved, held at locations that were the order's last resort when the revision was set.</summary>
    public int FallbackUnits { get; init; }

    /// <summary>Where all of it has to come from; null where the ledger chose. See <see cref="SetReservation.Place"/>.</summary>
    public LocationId? Place { get; init; }

    /// <summary>Came back since placed, as the merchant recorded, written off ones included; never goes down.</summary>
    public int ReturnedUnits { get; init; }

    /// <summary>Of the returned, not for sale any more.</summary>
    public int WrittenOffUnits { get; init; }

    /// <summary>Its place among the orders that wait for units, UTC, to the millisecond; null where it does not wait.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>
    /// The date before which its backordered units are given nothing, UTC, to the millisecond; null where there is none. Until a fill
    /// after that date, levels do not count these units as backordered: what is on hand for them is free for nobody.
    /// </summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Held at all locations, backordered ones included.</summary>
    public int ReservedUnits => OpenUnits - ShortUnits;

    /// <summary>Of the reserved, promised beyond what was available.</summary>
    public int BackorderedUnits => Allocations.Sum(a => a.BackorderedUnits);

    /// <summary>Shipped beyond what was on hand anywhere: the channel sent what the ledger did not know of.</summary>
    public int UncoveredUnits => ShippedUnits - Allocations.Sum(a => a.ShippedUnits);
}
