namespace StockFlow.Stock;

/// <summary>Where levels come from, as a bank tells it: an opening balance, and every entry since.</summary>
public sealed record LevelStatement
{
    private LevelStatement(SkuLevels opening, SkuLevels closing, IReadOnlyList<JournalEntry> entries)
    {
        (Opening, Closing, Entries) = (opening, closing, entries);
    }

    /// <summary>The levels before the first of the entries.</summary>
    public SkuLevels Opening { get; }

    /// <summary>What opening and entries add up to.</summary>
    public SkuLevels Closing { get; }

    /// <summary>Every entry in between, oldest first.</summary>
    public IReadOnlyList<JournalEntry> Entries { get; }

    /// <summary>Adds the entries up.</summary>
    /// <param name="entries">From the one after the opening's position on, in order.</param>
    /// <exception cref="InvalidDataException">An entry is missing, or does not follow from the one before.</exception>
    public static LevelStatement Of(SkuLevels opening, IReadOnlyList<JournalEntry> entries) =>
        new(opening, entries.Aggregate(opening, LevelReplay.After), entries);

    /// <summary>How the units on hand at a location came to be.</summary>
    public TermStatement OnHand(LocationId location) =>
        Of(location, level => level.OnHandUnits, change => change.OnHandDelta, positions => positions.OnHand);

    /// <summary>How the units reserved at a location came to be.</summary>
    public TermStatement Reserved(LocationId location) =>
        Of(location, level => level.ReservedUnits, change => change.ReservedDelta, positions => positions.Reserved);

    /// <summary>How the safety stock of a location came to be.</summary>
    public TermStatement SafetyStock(LocationId location) =>
        Of(location, level => level.SafetyStockUnits, change => change.SafetyStockDelta, positions => positions.SafetyStock);

    private TermStatement Of(
        LocationId location, Func<LocationLevel, int> units, Func<LevelChange, int> delta, Func<LevelPositions, long> lastChange)
    {
        var positions = Entries
            .Where(entry => entry.Changes.Any(change => change.Location == location && delta(change) != 0))
            .Select(entry => entry.Position)
            .ToList();
        var at = Closing.Locations.TakeWhile(level => level.Location != location).Count();
        return new TermStatement(
            units(LevelList.At(Opening, location)),
            units(LevelList.At(Closing, location)),
            at < Closing.LastChanges.Count ? lastChange(Closing.LastChanges[at]) : 0,
            positions.Count,
            [.. positions.TakeLast(TermStatement.PositionsMax)]);
    }
}
