namespace StockFlow.Stock;

/// <summary>Sets the units announced and not yet received.</summary>
/// <param name="IncomingUnits">The new level, 0 to <see cref="StockLimits.UnitsMax"/>.</param>
public sealed record SetIncoming(string CommandId, Sku Sku, LocationId Location, int IncomingUnits, string? Actor = null, string? Reason = null)
    : StockMovement(CommandId, Sku, Location, Actor, Reason)
{
    internal override JournalKind Kind => JournalKind.IncomingSet;

    internal override int Units => IncomingUnits;
}
