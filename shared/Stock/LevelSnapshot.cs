namespace StockFlow.Stock;

/// <summary>Levels as they were written down in the transaction that made them, so that no later replay has to begin at the first entry.</summary>
/// <param name="Levels">The levels at their position.</param>
/// <param name="At">When the entry at that position was decided, UTC, to the millisecond.</param>
public sealed record LevelSnapshot(SkuLevels Levels, DateTimeOffset At)
{
    /// <summary>
    /// The transaction that reaches or passes a multiple of this many entries writes a snapshot after its last entry. So between two
    /// snapshots are at most so many entries and those of one transaction.
    /// </summary>
    public const int Spacing = 256;

    /// <summary>Whether a transaction that moves a SKU from one position to another writes a snapshot.</summary>
    public static bool IsDue(long before, long after) => after / Spacing > before / Spacing;
}
