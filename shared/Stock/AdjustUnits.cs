namespace StockFlow.Stock;

/// <summary>Corrects on hand: breakage, theft, a find, a count. Never takes on hand below zero; may take available below it.</summary>
/// <param name="DeltaUnits">Signed; its size at most <see cref="StockLimits.UnitsMax"/>.</param>
public sealed record AdjustUnits(string CommandId, Sku Sku, LocationId Location, int DeltaUnits, string? Actor = null, string? Reason = null)
    : StockMovement(CommandId, Sku, Location, Actor, Reason)
{
    internal override JournalKind Kind => JournalKind.Adjusted;

    internal override int Units => DeltaUnits;
}
