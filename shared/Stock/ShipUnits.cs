namespace StockFlow.Stock;

/// <summary>
/// Units left without an order that we know of: a sale by hand, a sample, a return to the supplier. Never takes on hand below zero; may
/// take available below it.
/// </summary>
/// <param name="ShippedUnits">0 to <see cref="StockLimits.UnitsMax"/>.</param>
public sealed record ShipUnits(string CommandId, Sku Sku, LocationId Location, int ShippedUnits, string? Actor = null, string? Reason = null)
    : StockMovement(CommandId, Sku, Location, Actor, Reason)
{
    internal override JournalKind Kind => JournalKind.Shipped;

    internal override int Units => ShippedUnits;
}
