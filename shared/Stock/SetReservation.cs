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
    /// <summary>In which order <see cref="Locations"/> are asked.</summary>
    public SourcingRule Sourcing { get; init; }

    /// <summary>
    /// Whether the units may come from several locations. If not, all that is missing comes from one: where the order already holds
    /// units, else the first that has them all, else the one with most, and what lacks there is backordered there or short.
    /// </summary>
    public bool MaySplit { get; init; } = true;

    /// <summary>
    /// One of the locations, or of the fallback ones, where all of it comes from because it is packed with other SKUs there: what is held
    /// elsewhere is given back, and what lacks there is backordered there or short. Null lets the ledger choose.
    /// </summary>
    public LocationId? Place { get; init; }

    /// <summary>Asked in this order for what <see cref="Locations"/> do not have, before anything is backordered.</summary>
    public IReadOnlyList<LocationId> FallbackLocations { get; init; } = [];

    /// <summary>When the order was placed: its place among those that wait, first come, first served. UTC; only the milliseconds count.</summary>
    public DateTimeOffset WaitingSince { get; init; }

    /// <summary>
    /// A pre-order's release date: what is missing is promised, within available and the backorder limit, but nothing on hand is
    /// given to it before. Null takes what is available now.
    /// </summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>
    /// Whether what is promised beyond available at all other locations counts against <see cref="BackorderLimitUnits"/> too, because orders
    /// that draw from there have the same limit.
    /// </summary>
    public bool SharesLimit { get; init; }

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
        if (Locations.Count == 0 || Locations.Count + FallbackLocations.Count > StockLimits.LocationsMax)
        {
            throw new ArgumentException(
                $"{CommandId} names {Locations.Count} and {FallbackLocations.Count} locations; expected 1 to {StockLimits.LocationsMax}.");
        }

        if (Place is { } place && (MaySplit || !(Locations.Contains(place) || FallbackLocations.Contains(place))))
        {
            throw new ArgumentException($"{CommandId} is to come from {place}, which is none of its locations, or from others too.");
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
