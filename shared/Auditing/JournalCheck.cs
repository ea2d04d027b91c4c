using System.Globalization;
using StockFlow.Stock;

namespace StockFlow.Auditing;

/// <summary>
/// Adds a journal up, number by number. Unlike a replay it does not stop at an entry that does not follow from those before, but says so:
/// the deltas still add up to what should be there.
/// </summary>
/// <param name="begin">The levels from which to add up: found right by an earlier run, or none at position 0.</param>
internal sealed class JournalCheck(SkuLevels begin)
{
    private readonly SortedDictionary<LocationId, LocationLevel> _levels =
        new(begin.Locations.ToDictionary(level => level.Location));

    private readonly Dictionary<(LocationId, LevelField), string> _breaks = [];

    /// <summary>Of the levels from which it adds up.</summary>
    public long BeginPosition { get; } = begin.Position;

    /// <summary>Of the last entry taken.</summary>
    public long Position { get; private set; } = begin.Position;

    /// <summary>Which entries are missing, or why one can't be read; null where the journal is whole.</summary>
    public string? Gap { get; private set; }

    /// <summary>Whether every number follows from the entries so far.</summary>
    public bool IsWhole => Gap is null && _breaks.Count == 0;

    public IEnumerable<LocationId> Locations => _levels.Keys;

    /// <summary>The level that the entries add up to; all zero where none named the location.</summary>
    public LocationLevel At(LocationId location) => _levels.GetValueOrDefault(location) ?? new LocationLevel(location, 0);

    /// <summary>Where an entry did not begin with what the ones before had left; null where all did.</summary>
    public string? BreakAt(LocationId location, LevelField field) => _breaks.GetValueOrDefault((location, field));

    /// <summary>Whether levels are what the entries so far add up to, at every location.</summary>
    public bool AddsUpTo(SkuLevels levels)
    {
        var said = levels.Locations.ToDictionary(level => level.Location);
        return Locations.Concat(said.Keys).Distinct().All(location => At(location) == (said.GetValueOrDefault(location) ?? new LocationLevel(location, 0)));
    }

    public string Describe() => Describe(_levels.Values);

    /// <summary>On hand, reserved, safety stock, incoming and backordered units by location, for people.</summary>
    public static string Describe(IEnumerable<LocationLevel> levels) => string.Join(
        "; ", levels.OrderBy(level => level.Location).Select(level => string.Create(
            CultureInfo.InvariantCulture,
            $"{level.Location} {level.OnHandUnits}/{level.ReservedUnits}/{level.SafetyStockUnits}/{level.IncomingUnits}/{level.BackorderedUnits}")));

    public void MissUpTo(long position)
    {
        if (position > Position)
        {
            Gap ??= $"positions {Position + 1} to {position} are missing";
            Position = position;
        }
    }

    public void StopAt(string reason) => Gap ??= reason;

    public void Take(JournalEntry entry)
    {
        MissUpTo(entry.Position - 1);
        Position = entry.Position;
        foreach (var change in entry.Changes)
        {
            var level = At(change.Location);
            foreach (var field in LevelFields.All)
            {
                level = level.With(field, After(level, change, field, entry));
            }

            _levels[change.Location] = level;
        }
    }

    private int After(LocationLevel level, LevelChange change, LevelField field, JournalEntry entry)
    {
        var (known, before, after) = (level.Units(field), change.Before.Units(field), change.After.Units(field));
        if (IsSet(entry.Kind, field) || (entry.Kind == JournalKind.Mended && before != after))
        {
            // From here on the number is known again, whatever was before.
            _breaks.Remove((change.Location, field));
            return after;
        }

        if (known != before)
        {
            _breaks.TryAdd((change.Location, field), $"position {entry.Position} begins with {field.Word()} {before} where the entries before give {known}");
        }

        return known + after - before;
    }

    private static bool IsSet(JournalKind kind, LevelField field) =>
        (kind, field) is (JournalKind.OnHandSet, LevelField.OnHand) or (JournalKind.SafetyStockSet, LevelField.SafetyStock) or (JournalKind.IncomingSet, LevelField.Incoming);
}
