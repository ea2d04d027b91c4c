using System.Diagnostics;
using System.Runtime.CompilerServices;
using StockFlow.Channels;
using StockFlow.Items;
using StockFlow.Messaging;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Imports;

/// <summary>
/// The levels of SKUs at locations. A number in a file is the level from then on, so that a file may be sent again, and what was exported
/// may be imported. On hand is set as counted at the moment of the import: who counts while orders ship uses a count.
/// </summary>
internal sealed class StockCsv(
    StockLedger ledger,
    BundleCatalog bundles,
    BundleService service,
    StockAnnouncer announcer,
    QuarantineRelease quarantine,
    ChannelCatalog catalog,
    TimeProvider timeProvider)
    : ICsvKind
{
    private const int PageSize = 500;

    /// <summary>When the SKUs are announced once more, whatever becomes of this run; far beyond the time a piece takes.</summary>
    private static readonly TimeSpan SafetyDelay = TimeSpan.FromMinutes(1);

    public string Name => "stock";

    public IReadOnlyList<CsvColumn> Columns { get; } =
        [new("sku", IsRequired: true), new("location", IsRequired: true), new("onHand"), new("safetyStock"), new("incoming")];

    public string SubjectOf(CsvRow row) => $"{Sku.Parse(row.Cells[0])}\t{row.Cells[1]}";

    public string GroupOf(CsvRow row) => Sku.Parse(row.Cells[0]).Value;

    public IEnumerable<CsvFault> Check(CsvRow row) =>
    [
        .. CsvCells.CheckSku(row, Columns[0], row.Cells[0]),
        .. CsvCells.CheckLocation(row, Columns[1], row.Cells[1], catalog),
        .. Enumerable.Range(2, 3).SelectMany(at => CsvCells.CheckUnits(row, Columns[at], row.Cells[at], 0, StockLimits.UnitsMax)),
    ];

    public async Task<IReadOnlyList<CsvFault>> CheckAsync(IReadOnlyList<CsvRow> rows, CancellationToken cancellationToken)
    {
        var sold = await bundles.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
        var made = rows.Where(row => row.Cells[2].Length > 0).Select(row => Sku.Parse(row.Cells[0])).ToHashSet();
        var asked = rows.Select(row => Sku.Parse(row.Cells[0])).Where(sku => !made.Contains(sku)).Distinct().ToList();
        var known = await ledger.ReadLevelsAsync(asked, cancellationToken).ConfigureAwait(false);
        var faults = new List<CsvFault>();
        foreach (var row in rows)
        {
            var sku = Sku.Parse(row.Cells[0]);
            if (sold.TryFind(sku, out _))
            {
                faults.Add(IsBundle(row));
            }
            else if (!made.Contains(sku) && !known.ContainsKey(sku))
            {
                faults.Add(new(row.Line, "sku", "unknown-sku", $"SKU {sku} is not known.", "A number in onHand makes it known; 0 is enough."));
            }
        }

        return faults;
    }

    public async Task<IReadOnlyList<CsvFault>> ApplyAsync(ImportId import, IReadOnlyList<CsvRow> rows, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        List<Sku> skus = [.. rows.Select(row => Sku.Parse(row.Cells[0])).Distinct()];

        // Were we cut off between a change and its announcement, channels would go on showing the old number until the piece is done again.
        await announcer.ScheduleAsync(skus, now, now + SafetyDelay, cancellationToken).ConfigureAwait(false);

        // A piece that is done again may have been cut off before the bundle was retired that its first time ended.
        await service.RetireReceivedAsync(skus, cancellationToken).ConfigureAwait(false);
        var sold = await bundles.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
        var done = await Task.WhenAll(rows.GroupBy(GroupOf).Select(group => sold.TryFind(Sku.Parse(group.Key), out _)
            ? Task.FromResult<IReadOnlyList<CsvFault>>([.. group.Select(IsBundle)])
            : ApplySkuAsync(import, group, cancellationToken))).ConfigureAwait(false);
        await service.RetireReceivedAsync(skus, cancellationToken).ConfigureAwait(false);
        await announcer.AnnounceAsync(skus, now, movedBy: null, cancellationToken).ConfigureAwait(false);
        foreach (var sku in skus)
        {
            await quarantine.ReleaseAsync(sku, cancellationToken).ConfigureAwait(false);
        }

        return [.. done.SelectMany(faults => faults).OrderBy(fault => fault.Line)];
    }

    public async IAsyncEnumerable<IReadOnlyList<string>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Sku? after = null;
        IReadOnlyList<Sku> page;
        do
        {
            page = await ledger.ReadSkusAsync(after, PageSize, cancellationToken).ConfigureAwait(false);
            var levels = await ledger.ReadLevelsAsync(page, cancellationToken).ConfigureAwait(false);
            foreach (var at in page.Where(levels.ContainsKey).SelectMany(sku => levels[sku].Locations.Select(level => (sku, level))))
            {
                yield return
                [
                    at.sku.Value, at.level.Location.Value,
                    CsvCells.Text(at.level.OnHandUnits), CsvCells.Text(at.level.SafetyStockUnits), CsvCells.Text(at.level.IncomingUnits),
                ];
            }

            after = page.Count > 0 ? page[^1] : after;
        }
        while (page.Count == PageSize);
    }

    /// <summary>The rows of one SKU, those with on hand first: they make it known.</summary>
    private async Task<IReadOnlyList<CsvFault>> ApplySkuAsync(ImportId import, IEnumerable<CsvRow> rows, CancellationToken cancellationToken)
    {
        var faults = new List<CsvFault>();
        foreach (var row in rows.OrderBy(row => row.Cells[2].Length == 0))
        {
            foreach (var (movement, column) in Movements(import, row))
            {
                if (Refusal(row, column, movement, await ledger.ExecuteAsync(movement, cancellationToken).ConfigureAwait(false)) is { } fault)
                {
                    faults.Add(fault);
                }
            }
        }

        return faults;
    }

    private static IEnumerable<(StockMovement Movement, string Column)> Movements(ImportId import, CsvRow row)
    {
        var (sku, location) = (Sku.Parse(row.Cells[0]), LocationId.Parse(row.Cells[1]));
        var (id, reason) = ($"import:{import}:{row.Line}", $"import {import}, line {row.Line}");
        if (CsvCells.Units(row.Cells[2]) is { } onHand)
        {
            yield return (new SetOnHand($"{id}:onHand", sku, location, onHand, Actor: null, reason), "onHand");
        }

        if (CsvCells.Units(row.Cells[3]) is { } safetyStock)
        {
            yield return (new SetSafetyStock($"{id}:safetyStock", sku, location, safetyStock, Actor: null, reason), "safetyStock");
        }

        if (CsvCells.Units(row.Cells[4]) is { } incoming)
        {
            yield return (new SetIncoming($"{id}:incoming", sku, location, incoming, Actor: null, reason), "incoming");
        }
    }

    private static CsvFault IsBundle(CsvRow row) => new(
        row.Line, "sku", "sku-is-bundle", $"{Sku.Parse(row.Cells[0])} is a bundle: it has no units of its own.", "The levels of its components.");

    private static CsvFault? Refusal(CsvRow row, string column, StockMovement movement, MovementOutcome outcome) => outcome switch
    {
        MovementOutcome.Done => null,
        MovementOutcome.UnknownSku => new(row.Line, column, "unknown-sku", $"SKU {movement.Sku} is not known.", "A number in onHand makes it known; 0 is enough."),
        MovementOutcome.BeyondLimit => new(
            row.Line, column, "beyond-limit", $"A level of {movement.Sku} would go beyond its limit.", $"At most {StockLimits.LocationsMax} locations of a SKU."),
        MovementOutcome.ContentDiffers => new(
            row.Line, column, "command-content-differs", $"commandId {movement.CommandId} was used before with other content.", "A new id for a new import."),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };
}
