using StockFlow.Stock;

namespace StockFlow.Counts;

/// <summary>What one person counted of one SKU in one zone of a location. The zones of a line add up.</summary>
/// <param name="CommandId">
/// The originator's, 1 to <see cref="StockLimits.CommandIdLengthMax"/> characters, unique for the SKU and location in the count. Sent
/// again it keeps the position of its first time, so that what was sold between the two tries is no variance.
/// </param>
/// <param name="Sku">The item.</param>
/// <param name="Location">Where; null for the location that the count is about.</param>
/// <param name="Person">Who counted, 1 to <see cref="NameLengthMax"/> characters.</param>
/// <param name="Zone">Where in the location, at most as long; empty for all of it. The same person and zone again replaces the entry.</param>
/// <param name="CountedUnits">0 to <see cref="UnitsMax"/>.</param>
/// <param name="CountedAt">When, UTC, if it was not just now; not before the count was opened.</param>
/// <param name="Reason">Why the number is what it is; null keeps what the line has.</param>
/// <param name="UnitCost">What one unit costs, 0 to <see cref="UnitCostMax"/>; null keeps what the line has, and else takes the item's.</param>
public sealed record CountEntry(
    string CommandId,
    Sku Sku,
    LocationId? Location,
    string Person,
    string Zone,
    int CountedUnits,
    DateTimeOffset? CountedAt = null,
    string? Reason = null,
    decimal? UnitCost = null)
{
    /// <summary>So that all zones of a line together stay within <see cref="StockLimits.UnitsMax"/>.</summary>
    public const int UnitsMax = StockLimits.UnitsMax / CountLine.ZonesMax;

    /// <summary>The longest name of a person or zone.</summary>
    public const int NameLengthMax = 50;

    /// <summary>So that no sum of values overflows.</summary>
    public const decimal UnitCostMax = 1_000_000_000;

    /// <exception cref="ArgumentException">A value is out of its range: the caller did not check its input.</exception>
    internal void Check()
    {
        var fits = CommandId.Length is > 0 and <= StockLimits.CommandIdLengthMax
            && Person.Length is > 0 and <= NameLengthMax
            && Zone.Length <= NameLengthMax
            && CountedUnits is >= 0 and <= UnitsMax
            && (Reason?.Length ?? 0) <= StockLimits.TextLengthMax
            && UnitCost is null or (>= 0 and <= UnitCostMax);
        if (!fits)
        {
            throw new ArgumentException($"Entry {CommandId} of {Sku} is out of range.");
        }
    }
}
