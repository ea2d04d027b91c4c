namespace StockFlow.Stock;

/// <summary>Which journal entry last changed each number of one location's level; 0 where none has.</summary>
/// <param name="OnHand">Position of the entry that last changed the units on hand.</param>
/// <param name="Reserved">Position of the entry that last changed the reserved units.</param>
/// <param name="SafetyStock">Position of the entry that last changed the safety stock.</param>
/// <param name="Incoming">Position of the entry that last changed the incoming units.</param>
public readonly record struct LevelPositions(long OnHand, long Reserved, long SafetyStock, long Incoming)
{
    /// <summary>The positions after an entry at a position has made the change.</summary>
    internal LevelPositions After(LevelChange change, long position) => new(
        change.OnHandDelta != 0 ? position : OnHand,
        change.ReservedDelta != 0 ? position : Reserved,
        change.SafetyStockDelta != 0 ? position : SafetyStock,
        change.IncomingDelta != 0 ? position : Incoming);
}
