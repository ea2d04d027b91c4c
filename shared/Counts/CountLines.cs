using StockFlow.Stock;

namespace StockFlow.Counts;

/// <summary>Decides what entries make of a line, and what its numbers mean. Pure.</summary>
internal static class CountLines
{
    /// <summary>How many replaced entries a zone remembers.</summary>
    private const int EarlierMax = 8;

    /// <summary>Takes an entry into a line.</summary>
    /// <param name="line">As it is; without zones where it is new.</param>
    /// <param name="level">The location at the position of the entry.</param>
    /// <param name="countedAt">Of entries of one person and zone, the newest counts.</param>
    public static (CountLine Line, EntryOutcome Outcome) Take(CountLine line, CountEntry entry, long position, LocationLevel level, DateTimeOffset countedAt)
    {
        if (line.Zones.FirstOrDefault(zone => zone.CommandId == entry.CommandId) is { } same)
        {
            return (line, (same.Person, same.Zone, same.CountedUnits) == (entry.Person, entry.Zone, entry.CountedUnits)
                ? new EntryOutcome.Recorded(same.Position, same.OnHandUnits)
                : new EntryOutcome.ContentDiffers());
        }

        var before = line.Zones.FirstOrDefault(zone => (zone.Person, zone.Zone) == (entry.Person, entry.Zone));
        if (before is not null && (before.CountedAt > countedAt || before.EarlierCommandIds.Contains(entry.CommandId)))
        {
            return (line, new EntryOutcome.Recorded(before.Position, before.OnHandUnits));
        }

        if (before is null && line.Zones.Count >= CountLine.ZonesMax)
        {
            return (line, new EntryOutcome.TooManyZones());
        }

        IReadOnlyList<string> earlier = before is null ? [] : [.. before.EarlierCommandIds.TakeLast(EarlierMax - 1), before.CommandId];
        var zone = new CountedZone(
            entry.Person, entry.Zone, entry.CountedUnits, position, level.OnHandUnits, countedAt, entry.CommandId, earlier);
        return (
            line with
            {
                Zones = [.. line.Zones.Where(other => other != before), zone],
                Reason = entry.Reason ?? line.Reason,
                UnitCost = entry.UnitCost ?? line.UnitCost,
            },
            new EntryOutcome.Recorded(position, level.OnHandUnits));
    }

    /// <summary>The positions between which a line's entries were made; null where they were made at one.</summary>
    public static (long First, long Last)? Span(CountLine line)
    {
        var (first, last) = (line.Zones.Min(zone => zone.Position), line.Zones.Max(zone => zone.Position));
        return first == last ? null : (first, last);
    }

    /// <summary>Compares what was counted with what was there.</summary>
    /// <param name="moved">Whether on hand at the location moved between its entries.</param>
    public static CountLine Compare(CountLine line, bool moved)
    {
        var expected = line.Zones[^1].OnHandUnits;
        return line with
        {
            ExpectedUnits = expected,
            State = moved || line.Zones.Any(zone => zone.OnHandUnits != expected) ? CountLineState.Recount
                : line.CountedUnits == expected ? CountLineState.Matches
                : CountLineState.Varies,
        };
    }

    /// <summary>What became of posting a line.</summary>
    public static CountLine Post(CountLine line, CountOutcome outcome) => outcome switch
    {
        CountOutcome.Posted posted => line with { State = CountLineState.Posted, PostedUnits = posted.Count.PostedUnits },
        CountOutcome.Overtaken => line with { State = CountLineState.Overtaken },
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no outcome of {line.Sku} at {line.Location}: a closed count does not change."),
    };
}
