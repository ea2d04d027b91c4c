namespace StockFlow.Stock;

/// <summary>
/// Units arrived and are on hand. The first receipt of a SKU makes it known to the ledger, also one of 0 units.
/// What was announced as incoming there is lowered by as much, not below zero.
/// </summary>
/// <param name="ReceivedUnits">0 to <see cref="StockLimits.UnitsMax"/>.</param>
public sealed record ReceiveUnits(string CommandId, Sku Sku, LocationId Location, int ReceivedUnits, string? Actor = null, string? Reason = null)
    : StockMovement(CommandId, Sku, Location, Actor, Reason)
{
    internal override JournalKind Kind => JournalKind.Received;

    internal override int Units => ReceivedUnits;
}
