using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using StockFlow.Channels;
using StockFlow.Counts;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Imports;

/// <summary>
/// What people counted, one entry a row. Rows that are on record as they are may be in a file whatever the state of their count, so that
/// what was exported may be imported; any other is for an open count.
/// </summary>
internal sealed class CountCsv(StockCounts counts, CountStore store, StockLedger ledger, ChannelCatalog catalog, TimeProvider timeProvider) : ICsvKind
{
    private const int PageSize = 100;

    private static readonly string[] TimeForms = ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK"];

    public string Name => "counts";

    public IReadOnlyList<CsvColumn> Columns { get; } =
    [
        new("count", IsRequired: true), new("sku", IsRequired: true), new("location"), new("person", IsRequired: true), new("zone"),
        new("units", IsRequired: true), new("countedAt"), new("reason"), new("unitCost"), new("commandId"),
    ];

    /// <summary>No cell has a line break.</summary>
    public string SubjectOf(CsvRow row) => string.Join('\n', row.Cells[0], Sku.Parse(row.Cells[1]), row.Cells[2], row.Cells[3], row.Cells[4]);

    /// <summary>Each row stands by itself, and later ones are applied later.</summary>
    public string GroupOf(CsvRow row) => SubjectOf(row);

    public IEnumerable<CsvFault> Check(CsvRow row)
    {
        if (!CountId.TryParse(row.Cells[0], null, out _))
        {
            yield return new(row.Line, "count", "invalid-id", "count is not the id of a count.", $"{CountId.Rule}.");
        }

        foreach (var fault in CsvCells.CheckSku(row, Columns[1], row.Cells[1])
            .Concat(row.Cells[2].Length == 0 ? [] : CsvCells.CheckLocation(row, Columns[2], row.Cells[2], catalog))
            .Concat(CsvCells.CheckText(row, Columns[3], row.Cells[3], CountEntry.NameLengthMax))
            .Concat(CsvCells.CheckText(row, Columns[4], row.Cells[4], CountEntry.NameLengthMax))
            .Concat(CsvCells.CheckUnits(row, Columns[5], row.Cells[5], 0, CountEntry.UnitsMax))
            .Concat(CsvCells.CheckText(row, Columns[7], row.Cells[7])))
        {
            yield return fault;
        }

        if (row.Cells[6].Length > 0 && !TryReadTime(row.Cells[6], out _))
        {
            yield return new(row.Line, "countedAt", "invalid-time", "countedAt is not a time.", "Such as 2026-11-22T09:30:00Z, or nothing for just now.");
        }

        if (row.Cells[8].Length > 0 && !(TryReadCost(row.Cells[8], out var cost) && cost <= CountEntry.UnitCostMax))
        {
            yield return new(row.Line, "unitCost", "invalid-cost", "unitCost is not a number in range.", $"0 to {CountEntry.UnitCostMax}, such as 12.50.");
        }

        if (row.Cells[9].Length > StockLimits.CommandIdLengthMax)
        {
            yield return new(row.Line, "commandId", "invalid-command-id", "commandId is too long.", $"At most {StockLimits.CommandIdLengthMax} characters, or nothing.");
        }
    }

    public async Task<IReadOnlyList<CsvFault>> CheckAsync(IReadOnlyList<CsvRow> rows, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var levels = await ledger.ReadLevelsAsync([.. rows.Select(row => Sku.Parse(row.Cells[1])).Distinct()], cancellationToken).ConfigureAwait(false);
        var faults = new List<CsvFault>();
        foreach (var group in rows.GroupBy(row => row.Cells[0]))
        {
            var count = await store.ReadAsync(CountId.Parse(group.Key), cancellationToken).ConfigureAwait(false);
            faults.AddRange(count is not { State: CountState.Open }
                ? await RefuseAsync(count, [.. group], cancellationToken).ConfigureAwait(false)
                : await CheckOpenAsync(count, [.. group], levels, now, cancellationToken).ConfigureAwait(false));
        }

        return faults;
    }

    public async Task<IReadOnlyList<CsvFault>> ApplyAsync(ImportId import, IReadOnlyList<CsvRow> rows, CancellationToken cancellationToken)
    {
        var faults = new List<CsvFault>();
        foreach (var some in rows.GroupBy(row => row.Cells[0]).SelectMany(group => group.Chunk(StockCounts.EntriesMax)))
        {
            var id = CountId.Parse(some[0].Cells[0]);

            // The ids are the same when the rows are applied again, so that they keep the position of their first time.
            var entries = some.Select(row => ToEntry(row, $"import:{import}:{row.Line}")).ToList();
            if (await counts.RecordAsync(id, entries, cancellationToken).ConfigureAwait(false) is CountAnswer.Entered entered)
            {
                faults.AddRange(some.Zip(entered.Outcomes, FaultOf).OfType<CsvFault>());
            }
            else
            {
                var count = await store.ReadAsync(id, cancellationToken).ConfigureAwait(false);
                faults.AddRange(await RefuseAsync(count, [.. some], cancellationToken, import).ConfigureAwait(false));
            }
        }

        return [.. faults.OrderBy(fault => fault.Line)];
    }

    public async IAsyncEnumerable<IReadOnlyList<string>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? page = null;
        do
        {
            (var some, var unreadable, page) = await store.ReadPageAsync(page, PageSize, cancellationToken).ConfigureAwait(false);
            if (unreadable is [var first, ..])
            {
                // A file that lacks something and does not say so would be taken for all there is.
                throw new InvalidDataException($"{first.Key} is not of our form: {first.Reason}");
            }

            foreach (var count in some)
            {
                await foreach (var line in store.ReadLinesAsync(count.Id, cancellationToken).ConfigureAwait(false))
                {
                    foreach (var zone in line.Zones)
                    {
                        yield return
                        [
                            count.Id.Value, line.Sku.Value, line.Location.Value, zone.Person, zone.Zone, CsvCells.Text(zone.CountedUnits),
                            zone.CountedAt.UtcDateTime.ToString(TimeForms[0], CultureInfo.InvariantCulture), line.Reason ?? string.Empty,
                            line.UnitCost?.ToString(CultureInfo.InvariantCulture) ?? string.Empty, zone.CommandId,
                        ];
                    }
                }
            }
        }
        while (page is not null);
    }

    /// <summary>The faults of rows for a count that takes entries. A commandId is for one entry, also within the file.</summary>
    private async Task<IReadOnlyList<CsvFault>> CheckOpenAsync(
        StockCount count, IReadOnlyList<CsvRow> rows, IReadOnlyDictionary<Sku, SkuLevels> levels, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var entries = rows.Select(row => ToEntry(row, string.Empty)).ToList();
        var outcomes = entries.Select(entry => StockCounts.FindFault(count, entry, levels, now)).ToList();
        var named = Enumerable.Range(0, rows.Count).Where(at => outcomes[at] is null && entries[at].CommandId.Length > 0).ToList();
        var lines = new Dictionary<(Sku Sku, LocationId Location), CountLine>();
        foreach (var some in named.Chunk(CountStore.LinesPerWriteMax))
        {
            foreach (var line in await store.ReadLinesAsync(count.Id, [.. some.Select(at => Key(entries[at]))], cancellationToken).ConfigureAwait(false))
            {
                lines[line.Key] = line.Value;
            }
        }

        var first = new Dictionary<(Sku, LocationId, string), CountEntry>();
        foreach (var at in named)
        {
            var entry = entries[at];
            var (sku, location) = Key(entry);
            var isOther = first.TryGetValue((sku, location, entry.CommandId), out var before)
                ? (before.Person, before.Zone, before.CountedUnits) != (entry.Person, entry.Zone, entry.CountedUnits)
                : lines.TryGetValue((sku, location), out var line) && CountLines.Repeated(line, entry) is EntryOutcome.ContentDiffers;
            first.TryAdd((sku, location, entry.CommandId), entry);
            outcomes[at] = isOther ? new EntryOutcome.ContentDiffers() : null;
        }

        return [.. rows.Zip(outcomes).Where(pair => pair.Second is not null).Select(pair => FaultOf(pair.First, pair.Second!)!)];

        (Sku Sku, LocationId Location) Key(CountEntry entry) => (entry.Sku, (entry.Location ?? count.Location)!.Value);
    }

    /// <summary>The faults of rows for a count that takes no entries: none for those that are on record as they are.</summary>
    /// <param name="import">Null while the file is only checked.</param>
    private async Task<IReadOnlyList<CsvFault>> RefuseAsync(
        StockCount? count, IReadOnlyList<CsvRow> rows, CancellationToken cancellationToken, ImportId? import = null)
    {
        if (count is null)
        {
            return [.. rows.Select(row => new CsvFault(row.Line, "count", "unknown-count", "No count has this id.", "The id it was opened with; open it first."))];
        }

        var faults = new List<CsvFault>();
        foreach (var some in rows.Chunk(CountStore.LinesPerWriteMax))
        {
            var entries = some.Select(row => ToEntry(row, import is null ? string.Empty : $"import:{import}:{row.Line}")).ToList();
            var keys = entries.Select(entry => (entry.Sku, Location: entry.Location ?? count.Location)).ToList();
            var lines = await store
                .ReadLinesAsync(count.Id, [.. keys.Where(key => key.Location is not null).Select(key => (key.Sku, key.Location!.Value))], cancellationToken)
                .ConfigureAwait(false);
            faults.AddRange(some
                .Where((_, at) => !(keys[at].Location is { } location
                    && lines.TryGetValue((keys[at].Sku, location), out var line)
                    && line.Zones.Any(zone => IsSame(zone, entries[at]))))
                .Select(row => FaultOf(row, new EntryOutcome.Closed())!));
        }

        return faults;
    }

    private static bool IsSame(CountedZone zone, CountEntry entry) =>
        (zone.CommandId, zone.Person, zone.Zone, zone.CountedUnits) == (entry.CommandId, entry.Person, entry.Zone, entry.CountedUnits);

    /// <param name="commandId">Where the row has none.</param>
    private static CountEntry ToEntry(CsvRow row, string commandId) => new(
        row.Cells[9].Length > 0 ? row.Cells[9] : commandId,
        Sku.Parse(row.Cells[1]),
        row.Cells[2].Length > 0 ? LocationId.Parse(row.Cells[2]) : null,
        row.Cells[3],
        row.Cells[4],
        CsvCells.Units(row.Cells[5])!.Value,
        TryReadTime(row.Cells[6], out var time) ? time : null,
        row.Cells[7].Length > 0 ? row.Cells[7] : null,
        TryReadCost(row.Cells[8], out var cost) ? cost : null);

    private static bool TryReadTime(string cell, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        cell, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    private static bool TryReadCost(string cell, out decimal cost) =>
        decimal.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out cost);

    /// <returns>Null for an entry that is on record.</returns>
    private static CsvFault? FaultOf(CsvRow row, EntryOutcome outcome) => outcome switch
    {
        EntryOutcome.Recorded => null,
        EntryOutcome.Closed => new(row.Line, "count", "count-closed", "The count takes no entries any more.", "A new count of what is missing."),
        EntryOutcome.LocationMissing => new(
            row.Line, "location", "unknown-location", "location is empty, and the count is about all of them.", "The location where it was counted."),
        EntryOutcome.NotCovered => new(row.Line, "sku", "not-in-count", "The count is not about this SKU there.", "A SKU and location of the count."),
        EntryOutcome.InvalidTime => new(
            row.Line, "countedAt", "invalid-time", "countedAt is before the count was opened, or later than now.", "When it was counted, in UTC; nothing for just now."),
        EntryOutcome.UnknownSku => new(
            row.Line, "sku", "unknown-sku", $"SKU {Sku.Parse(row.Cells[1])} was never received.", "Receive it first, 0 units are enough; of a bundle name the components."),
        EntryOutcome.ContentDiffers => new(
            row.Line, "commandId", "command-content-differs", "The commandId was used before with other content.", "Nothing, or a new id for a new entry."),
        EntryOutcome.TooManyZones => new(
            row.Line, "zone", "too-many-zones", $"The SKU was counted in {CountLine.ZonesMax} zones already.", $"At most {CountLine.ZonesMax} persons and zones for one SKU."),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };
}
