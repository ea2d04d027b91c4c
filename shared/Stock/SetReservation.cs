using StockFlow.Channels;
using StockFlow.Orders;

namespace StockFlow.Stock;

/// <summary>
/// The desired state of one SKU in one order, never a change: repeated, late and reordered ones end in the same place.
/// Its command id is the order, the revision and whether it is a release.
/// </summary>
/// <param name="Sku">The item.</param>
/// <param name="Order">The order that wants it.</param>
/// <param name="Revision">Our own number of the order's state, at least 1. An older one than that on record changes nothing.</param>
/// <param name="OpenUnits">Units wanted and not yet shipped, 0 to <see cref="StockLimits.OrderUnitsMax"/>.</param>
/// <param name="ShippedUnits">All units that have left since the order was placed, also those that came back; same range.</param>
/// <param name="RestockedUnits">Of these, units that came back and are for sale again, since placed; same range.</param>
/// <param name="Locations">Where units may come from, the first one first. At least one.</param>
/// <param name="Shortage">Under <see cref="ShortagePolicy.RejectOrder"/> a short SKU takes nothing more than it already held.</param>
/// <param name="BackorderLimitUnits">How far available over <paramref name="Locations"/> may go below zero, 0 to <see cref="StockLimits.UnitsMax"/>.</param>
/// <param name="Release">
/// Gives everything open back after the whole order was rejected: counts as newer than the same revision without it.
/// <paramref name="OpenUnits"/> must be 0.
/// </param>
public sealed record SetReservation(
    Sku Sku,
    OrderId Order,
    int Revision,
    int OpenUnits,
    int ShippedUnits,
    int RestockedUnits,
    IReadOnlyList<LocationId> Locations,
    ShortagePolicy Shortage,
    int BackorderLimitUnits,
    bool Release = false)
{
    /// <summary>The id under which the journal names this command.</summary>
    public string CommandId => Release ? $"{Order}@{Revision}-release" : $"{Order}@{Revision}";

    /// <exception cref="ArgumentException">A value is out of its range: the caller did not check its input.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Revision, 1);
        CheckUnits(OpenUnits, nameof(OpenUnits));
        CheckUnits(ShippedUnits, nameof(ShippedUnits));
        CheckUnits(RestockedUnits, nameof(RestockedUnits));
        ArgumentOutOfRangeException.ThrowIfNegative(BackorderLimitUnits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BackorderLimitUnits, StockLimits.UnitsMax);
        if (Locations.Count is 0 or > StockLimits.LocationsMax)
        {
            throw new ArgumentException($"{CommandId} names {Locations.Count} locations; expected 1 to {StockLimits.LocationsMax}.");
        }

        if (Release && OpenUnits != 0)
        {
            throw new ArgumentException($"{CommandId} releases and wants {OpenUnits} units at once.");
        }
    }

    private static void CheckUnits(int units, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(units, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, StockLimits.OrderUnitsMax, name);
    }
}
