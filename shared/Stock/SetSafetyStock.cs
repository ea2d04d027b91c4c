namespace StockFlow.Stock;

/// <summary>Sets the units withheld from sale on purpose.</summary>
/// <param name="SafetyStockUnits">The new level, 0 to <see cref="StockLimits.UnitsMax"/>.</param>
public sealed record SetSafetyStock(string CommandId, Sku Sku, LocationId Location, int SafetyStockUnits, string? Actor = null, string? Reason = null)
    : StockMovement(CommandId, Sku, Location, Actor, Reason)
{
    internal override JournalKind Kind => JournalKind.SafetyStockSet;

    internal override int Units => SafetyStockUnits;
}
