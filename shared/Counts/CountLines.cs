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
        if (Repeated(line, entry) is { } repeated)
        {
            return (line, repeated);
        }

        var before = line.Zones.FirstOrDefault(zone => IsOf(zone, entry));
        if (before is not null && before.CountedAt > countedAt)
        {
            return (line, new EntryOutcome.Recorded(before.Position, before.OnHandUnits));
        }

        if (before is null && line.Zones.Count >= CountLine.ZonesMax)
        {
            return (line, new EntryOutcome.TooManyZones());
        }

        IReadOnlyList<string> earlier = before is null ? [] : [.. before.EarlierCommandIds.TakeLast(EarlierMax - 1), before.CommandId];
        IReadOnlyList<int>? earlierUnits = before is null ? null : [.. (before.EarlierUnits ?? []).TakeLast(EarlierMax - 1), before.CountedUnits];
        var zone = new CountedZone(
            entry.Person, entry.Zone, entry.CountedUnits, position, level.OnHandUnits, countedAt, entry.CommandId, earlier, earlierUnits);
        return (
            line with
            {
                Zones = [.. line.Zones.Where(other => other != before), zone],
                Reason = entry.Reason ?? line.Reason,
                UnitCost = entry.UnitCost ?? line.UnitCost,
            },
            new EntryOutcome.Recorded(position, level.OnHandUnits));
    }

    /// <summary>What an entry is answered whose command id the line has seen before; null where it is new.</summary>
    public static EntryOutcome? Repeated(CountLine line, CountEntry entry)
    {
        foreach (var zone in line.Zones)
        {
            int? units = zone.CommandId == entry.CommandId ? zone.CountedUnits : null;
            var at = zone.EarlierCommandIds.ToList().IndexOf(entry.CommandId);
            if (units is null && at < 0)
            {
                continue;
            }

            // The units are those of the last ids: of the first ones they may not have been noted.
            var noted = zone.EarlierUnits ?? [];
            units ??= noted.Count + at - zone.EarlierCommandIds.Count is >= 0 and var index ? noted[index] : entry.CountedUnits;
            return IsOf(zone, entry) && units == entry.CountedUnits
                ? new EntryOutcome.Recorded(zone.Position, zone.OnHandUnits)
                : new EntryOutcome.ContentDiffers();
        }

        return null;
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

    private static bool IsOf(CountedZone zone, CountEntry entry) => (zone.Person, zone.Zone) == (entry.Person, entry.Zone);
}
