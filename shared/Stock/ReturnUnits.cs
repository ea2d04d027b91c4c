using StockFlow.Orders;

namespace StockFlow.Stock;

/// <summary>Units of an order came back to a location, as the merchant found them. Done at most once per command id.</summary>
/// <param name="CommandId">
/// Made by the originator, 1 to <see cref="StockLimits.CommandIdLengthMax"/> characters, unique for the SKU, also among movements.
/// </param>
/// <param name="Sku">The item.</param>
/// <param name="Order">The order they were shipped for.</param>
/// <param name="Location">Where they are now.</param>
/// <param name="ReturnedUnits">1 to <see cref="StockLimits.OrderUnitsMax"/>.</param>
/// <param name="WriteOff">Whether they can't be sold again: they do not go on hand.</param>
/// <param name="Actor">Who asks, for the journal; at most <see cref="StockLimits.TextLengthMax"/> characters, null where unknown. Not part of the content.</param>
/// <param name="Reason">Why, for the journal; at most <see cref="StockLimits.TextLengthMax"/> characters, null where none was given.</param>
public sealed record ReturnUnits(
    string CommandId,
    Sku Sku,
    OrderId Order,
    LocationId Location,
    int ReturnedUnits,
    bool WriteOff,
    string? Actor = null,
    string? Reason = null)
{
    /// <exception cref="ArgumentException">A value is out of its range: the caller did not check its input.</exception>
    internal void Check()
    {
        StockMovement.CheckTexts(CommandId, Actor, Reason);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReturnedUnits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReturnedUnits, StockLimits.OrderUnitsMax);
    }
}
