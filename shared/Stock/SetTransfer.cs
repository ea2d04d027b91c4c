namespace StockFlow.Stock;

/// <summary>
/// The desired state of one SKU in one transfer, never a change: repeated, late and reordered ones end in the same place, because each
/// number only ever grows. The first one sets the units aside at the source, so that no channel sells what is about to leave.
/// </summary>
/// <param name="Transfer">The transfer; its content (locations and planned units) never changes.</param>
/// <param name="Revision">Which state of the transfer's document asks, for the journal.</param>
/// <param name="Sku">The item.</param>
/// <param name="From">Where the units leave.</param>
/// <param name="To">Where they go; another location.</param>
/// <param name="PlannedUnits">1 to <see cref="StockLimits.UnitsMax"/>.</param>
/// <param name="DispatchedUnits">Since planned; with <paramref name="ReleasedUnits"/> at most the planned. Beyond what is on hand nothing leaves: the rest is released.</param>
/// <param name="ReceivedUnits">Since planned; with <paramref name="LostUnits"/> at most the dispatched.</param>
/// <param name="LostUnits">Since planned.</param>
/// <param name="ReleasedUnits">Since planned; all of the planned cancels a transfer, also one that is still unknown here.</param>
/// <param name="Actor">Who, for the journal; null where unknown.</param>
/// <param name="Reason">Why, for the journal; null where none was given.</param>
public sealed record SetTransfer(
    TransferId Transfer,
    int Revision,
    Sku Sku,
    LocationId From,
    LocationId To,
    int PlannedUnits,
    int DispatchedUnits = 0,
    int ReceivedUnits = 0,
    int LostUnits = 0,
    int ReleasedUnits = 0,
    string? Actor = null,
    string? Reason = null)
{
    /// <summary>The id under which the journal names this command.</summary>
    public string CommandId => $"transfer:{Transfer}@{Revision}";

    /// <exception cref="ArgumentException">A value is out of its range: the caller did not check its input.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Revision, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(PlannedUnits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PlannedUnits, StockLimits.UnitsMax);
        CheckPart(DispatchedUnits, ReleasedUnits, PlannedUnits, "planned");
        CheckPart(ReceivedUnits, LostUnits, DispatchedUnits, "dispatched");
        if (From == To)
        {
            throw new ArgumentException($"{CommandId} goes from {From} to {To}.");
        }
    }

    private void CheckPart(int units, int otherUnits, int wholeUnits, string whole)
    {
        if (units < 0 || otherUnits < 0 || (long)units + otherUnits > wholeUnits)
        {
            throw new ArgumentException($"{CommandId}: {units} and {otherUnits} are no parts of {wholeUnits} units {whole}.");
        }
    }
}
