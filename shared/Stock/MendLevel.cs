namespace StockFlow.Stock;

/// <summary>
/// Takes a level back to what its records prove, after something other than a command changed it. The drift between a level and its
/// records stays the same whatever commands come between finding and mending it, so it is given as deltas.
/// </summary>
/// <param name="OnHandDelta">Signed; no level goes below zero by it.</param>
/// <param name="ReservedDelta">Signed.</param>
/// <param name="SafetyStockDelta">Signed.</param>
/// <param name="IncomingDelta">Signed.</param>
/// <param name="BackorderedDelta">Signed.</param>
/// <param name="WaitingOrdersDelta">Signed; of the SKU, not of the location.</param>
internal sealed record MendLevel(
    string CommandId,
    Sku Sku,
    LocationId Location,
    int OnHandDelta,
    int ReservedDelta,
    int SafetyStockDelta,
    int IncomingDelta,
    int BackorderedDelta,
    int WaitingOrdersDelta,
    string? Actor = null,
    string? Reason = null)
    : StockMovement(CommandId, Sku, Location, Actor, Reason)
{
    internal override JournalKind Kind => JournalKind.Mended;

    /// <summary>One of them, for the record; the command id is made from where it was found, so that it never has other content.</summary>
    internal override int Units => OnHandDelta;

    public SkuLevels Applied(SkuLevels before) => WaitingOrdersDelta == 0
        ? before
        : before with { WaitingOrders = Math.Max(0, before.WaitingOrders + WaitingOrdersDelta) };

    public LocationLevel Applied(LocationLevel before) => before with
    {
        OnHandUnits = Math.Max(0, before.OnHandUnits + OnHandDelta),
        ReservedUnits = Math.Max(0, before.ReservedUnits + ReservedDelta),
        SafetyStockUnits = Math.Max(0, before.SafetyStockUnits + SafetyStockDelta),
        IncomingUnits = Math.Max(0, before.IncomingUnits + IncomingDelta),
        BackorderedUnits = Math.Max(0, before.BackorderedUnits + BackorderedDelta),
    };
}
