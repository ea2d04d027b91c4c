using System.Diagnostics;
using System.Runtime.CompilerServices;
using StockFlow.Items;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Imports;

/// <summary>The components of bundles, one a row. A bundle is in a file with all its components: they are what it has from then on.</summary>
internal sealed class BundleCsv(BundleService service, BundleCatalog catalog, StockLedger ledger) : ICsvKind
{
    public string Name => "bundles";

    public IReadOnlyList<CsvColumn> Columns { get; } =
        [new("bundle", IsRequired: true), new("component", IsRequired: true), new("units", IsRequired: true)];

    public string SubjectOf(CsvRow row) => $"{Sku.Parse(row.Cells[0])}\t{Sku.Parse(row.Cells[1])}";

    public string GroupOf(CsvRow row) => Sku.Parse(row.Cells[0]).Value;

    public IEnumerable<CsvFault> Check(CsvRow row)
    {
        List<CsvFault> faults =
        [
            .. CsvCells.CheckSku(row, Columns[0], row.Cells[0]),
            .. CsvCells.CheckSku(row, Columns[1], row.Cells[1]),
            .. CsvCells.CheckUnits(row, Columns[2], row.Cells[2], 1, Bundle.ComponentUnitsMax),
        ];
        if (faults.Count == 0 && Sku.Parse(row.Cells[0]) == Sku.Parse(row.Cells[1]))
        {
            faults.Add(new(row.Line, "component", "invalid-bundle", "A bundle is a component of itself.", "Components that are other items."));
        }

        return faults;
    }

    public async Task<IReadOnlyList<CsvFault>> CheckAsync(IReadOnlyList<CsvRow> rows, CancellationToken cancellationToken)
    {
        var levels = await ledger
            .ReadLevelsAsync([.. rows.SelectMany(row => row.Cells.Take(2)).Select(cell => Sku.Parse(cell)).Distinct()], cancellationToken)
            .ConfigureAwait(false);
        var sold = await catalog.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
        var defined = rows.Select(GroupOf).ToHashSet(StringComparer.Ordinal);
        var faults = new List<CsvFault>();
        foreach (var group in rows.GroupBy(GroupOf))
        {
            var (first, bundle) = (group.First(), Sku.Parse(group.Key));
            if (levels.ContainsKey(bundle))
            {
                faults.Add(FaultOf(first, bundle, new BundleOutcome.HasStock()));
            }

            if (group.Count() > Bundle.ComponentsMax)
            {
                faults.Add(new(first.Line, "bundle", "invalid-bundle", $"{bundle} has too many components.", $"At most {Bundle.ComponentsMax}."));
            }

            foreach (var row in group)
            {
                var component = Sku.Parse(row.Cells[1]);
                if (defined.Contains(component.Value) || sold.TryFind(component, out _))
                {
                    faults.Add(FaultOf(row, bundle, new BundleOutcome.Nested(bundle, component)));
                }
                else if (!levels.ContainsKey(component))
                {
                    faults.Add(FaultOf(row, bundle, new BundleOutcome.UnknownComponent(component)));
                }
            }
        }

        return faults;
    }

    public async Task<IReadOnlyList<CsvFault>> ApplyAsync(ImportId import, IReadOnlyList<CsvRow> rows, CancellationToken cancellationToken)
    {
        var faults = new List<CsvFault>();
        foreach (var group in rows.GroupBy(GroupOf))
        {
            var bundle = new Bundle(
                Sku.Parse(group.Key), [.. group.Select(row => new BundleComponent(Sku.Parse(row.Cells[1]), CsvCells.Units(row.Cells[2])!.Value))]);
            var outcome = await service.DefineAsync(bundle, cancellationToken).ConfigureAwait(false);
            if (outcome is not BundleOutcome.Done)
            {
                faults.AddRange(group.Select(row => FaultOf(row, bundle.Sku, outcome)));
            }
        }

        return faults;
    }

    public async IAsyncEnumerable<IReadOnlyList<string>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sold = await catalog.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (bundle, component) in sold.All.SelectMany(bundle => bundle.Components.Select(component => (bundle, component))))
        {
            yield return [bundle.Sku.Value, component.Sku.Value, CsvCells.Text(component.Units)];
        }
    }

    private static CsvFault FaultOf(CsvRow row, Sku bundle, BundleOutcome outcome) => outcome switch
    {
        BundleOutcome.HasStock => new(
            row.Line, "bundle", "bundle-has-stock", $"{bundle} has levels of its own, so it can't be a bundle.", "A SKU that was never received."),
        BundleOutcome.Nested nested => new(
            row.Line, "component", "bundle-nested", $"{nested.Inner} would be a bundle within the bundle {nested.Outer}.", "Components that are no bundles."),
        BundleOutcome.UnknownComponent unknown => new(
            row.Line, "component", "unknown-sku", $"The component {unknown.Component} is not known.", "Receive it first; a receipt of 0 units is enough."),
        BundleOutcome.TooMany => new(row.Line, "bundle", "too-many-bundles", "There are as many bundles as may be.", $"At most {BundleSet.CountMax} bundles."),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };
}
