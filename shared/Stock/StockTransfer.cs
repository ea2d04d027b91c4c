namespace StockFlow.Stock;

/// <summary>
/// How far one transfer has come with one SKU: the state on record. All numbers count since the transfer was planned and never go down.
/// </summary>
/// <param name="Transfer">The transfer.</param>
/// <param name="From">Where the units leave.</param>
/// <param name="To">Where they go.</param>
/// <param name="PlannedUnits">Asked for, at least 1.</param>
/// <param name="ReleasedUnits">Of the planned, given back at <paramref name="From"/> and never dispatched.</param>
/// <param name="DispatchedUnits">Of the planned, left <paramref name="From"/>.</param>
/// <param name="ReceivedUnits">Of the dispatched, on hand at <paramref name="To"/>.</param>
/// <param name="LostUnits">Of the dispatched, written off on the way.</param>
public sealed record StockTransfer(
    TransferId Transfer,
    LocationId From,
    LocationId To,
    int PlannedUnits,
    int ReleasedUnits,
    int DispatchedUnits,
    int ReceivedUnits,
    int LostUnits)
{
    /// <summary>Still at <see cref="From"/> and part of its reserved units.</summary>
    public int SetAsideUnits => PlannedUnits - ReleasedUnits - DispatchedUnits;

    /// <summary>On the way, and part of the incoming units of <see cref="To"/>.</summary>
    public int InTransitUnits => DispatchedUnits - ReceivedUnits - LostUnits;
}
