namespace StockFlow.Stock;

/// <summary>
/// The merchant's own books say how many units are on hand, and are right. Makes an unknown SKU known, as a receipt does. Reservations
/// stay; available may go below zero.
/// </summary>
/// <param name="OnHandUnits">The level from now on, 0 to <see cref="StockLimits.UnitsMax"/>.</param>
public sealed record SetOnHand(string CommandId, Sku Sku, LocationId Location, int OnHandUnits, string? Actor = null, string? Reason = null)
    : StockMovement(CommandId, Sku, Location, Actor, Reason)
{
    internal override JournalKind Kind => JournalKind.OnHandSet;

    internal override int Units => OnHandUnits;
}
