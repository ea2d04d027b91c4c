namespace StockFlow.Stock;

/// <summary>One location before and after a journal entry.</summary>
/// <param name="Before">All zero where the location had never held the SKU.</param>
/// <param name="After">The same location.</param>
public sealed record LevelChange(LocationLevel Before, LocationLevel After)
{
    public LocationId Location => After.Location;

    /// <summary>Signed.</summary>
    public int OnHandDelta => After.OnHandUnits - Before.OnHandUnits;

    /// <summary>Signed.</summary>
    public int ReservedDelta => After.ReservedUnits - Before.ReservedUnits;

    /// <summary>Signed.</summary>
    public int SafetyStockDelta => After.SafetyStockUnits - Before.SafetyStockUnits;

    /// <summary>Signed.</summary>
    public int IncomingDelta => After.IncomingUnits - Before.IncomingUnits;
}
