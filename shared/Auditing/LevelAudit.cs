using StockFlow.Stock;
using StockFlow.Storage;
using static System.FormattableString;

namespace StockFlow.Auditing;

/// <summary>Holds a SKU's levels against its journal and against what orders hold. Rules only.</summary>
internal static class LevelAudit
{
    /// <summary>Compares every number of every location.</summary>
    /// <param name="partition">Read at one moment.</param>
    /// <param name="journal">Added up to the partition's position.</param>
    /// <returns>What differs, and what takes the levels back where that is safe: at most one for each location.</returns>
    /// <remarks>
    /// Reserved and backordered units follow reservations and transfers: they are what was promised. The other numbers follow the journal, but only where it is
    /// whole; an entry that does not follow from the one before may itself be the wrong record, so a person has to look.
    /// </remarks>
    public static (IReadOnlyList<AuditFinding> Findings, IReadOnlyList<MendLevel> Mends) Compare(StockPartition partition, JournalCheck journal)
    {
        var (sku, position) = (partition.Levels.Sku, partition.Levels.Position);
        var findings = new List<AuditFinding>();
        var mends = new List<MendLevel>();
        if (journal.Gap is { } gap)
        {
            findings.Add(new AuditFinding(AuditKind.JournalBroken, sku, null, null, Invariant($"entries up to {position}"), gap, AuditRemedy.Person));
        }

        var live = partition.Levels.Locations.ToDictionary(level => level.Location);
        foreach (var location in live.Keys.Concat(journal.Locations).Concat(partition.Locations).Distinct().Order())
        {
            var level = live.GetValueOrDefault(location) ?? new LocationLevel(location, 0);
            var proven = level;
            foreach (var field in LevelFields.All)
            {
                if (CompareField(partition, journal, level, field) is var (finding, units))
                {
                    findings.Add(finding);
                    proven = finding.Remedy == AuditRemedy.Entry ? proven.With(field, units) : proven;
                }
            }

            if (proven != level)
            {
                mends.Add(Mend(partition.Levels, level, proven, 0));
            }
        }

        var waiting = partition.Reservations.Count(reservation => reservation.WaitingSince is not null);
        if (partition.IsReadable && waiting != partition.Levels.WaitingOrders && partition.Levels.Locations is [var first, ..])
        {
            findings.Add(new AuditFinding(
                AuditKind.WaitingDiffers, sku, null, null, Invariant($"{waiting} orders wait"), Invariant($"{partition.Levels.WaitingOrders} counted"), AuditRemedy.Entry));
            var delta = waiting - partition.Levels.WaitingOrders;
            mends = mends.Count == 0
                ? [Mend(partition.Levels, first, first, delta)]
                : [mends[0] with { WaitingOrdersDelta = delta }, .. mends.Skip(1)];
        }

        return (findings, mends);
    }

    private static (AuditFinding Finding, int ProvenUnits)? CompareField(
        StockPartition partition, JournalCheck journal, LocationLevel level, LevelField field)
    {
        var (sku, location, live) = (partition.Levels.Sku, level.Location, level.Units(field));
        if (partition.IsReadable && partition.HeldUnits(location, field) is { } held && held != live)
        {
            return (
                new AuditFinding(
                    AuditKind.ReservedDiffers, sku, location, null, Invariant($"{field.Word()} {held}, held together"), Invariant($"{field.Word()} {live}"), AuditRemedy.Entry),
                (int)Math.Min(held, StockLimits.ReservedUnitsMax));
        }

        if (journal.Gap is not null)
        {
            return null;
        }

        var added = journal.At(location).Units(field);
        if (journal.BreakAt(location, field) is { } found)
        {
            return (new AuditFinding(AuditKind.JournalBroken, sku, location, null, Invariant($"{field.Word()} {added}"), Invariant($"{field.Word()} {live}: {found}"), AuditRemedy.Person), live);
        }

        if (added == live)
        {
            return null;
        }

        var remedy = partition.HeldUnits(location, field) is not null || added < 0 ? AuditRemedy.Person : AuditRemedy.Entry;
        return (new AuditFinding(AuditKind.LevelDiffers, sku, location, null, Invariant($"{field.Word()} {added}"), Invariant($"{field.Word()} {live}"), remedy), added);
    }

    /// <summary>Named after where it was found: found there again, it is the same command.</summary>
    private static MendLevel Mend(SkuLevels levels, LocationLevel level, LocationLevel proven, int waitingOrdersDelta) => new(
        Invariant($"audit:{levels.Position}:{level.Location}"),
        levels.Sku,
        level.Location,
        proven.OnHandUnits - level.OnHandUnits,
        proven.ReservedUnits - level.ReservedUnits,
        proven.SafetyStockUnits - level.SafetyStockUnits,
        proven.IncomingUnits - level.IncomingUnits,
        proven.BackorderedUnits - level.BackorderedUnits,
        waitingOrdersDelta,
        "audit",
        Invariant($"Found at position {levels.Position}: {Describe(level)}; proven: {Describe(proven)}"));

    private static string Describe(LocationLevel level) =>
        Invariant($"{level.OnHandUnits}/{level.ReservedUnits}/{level.SafetyStockUnits}/{level.IncomingUnits}/{level.BackorderedUnits}");
}
