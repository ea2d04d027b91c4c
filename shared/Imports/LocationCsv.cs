using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using StockFlow.Channels;
using StockFlow.Stock;

namespace StockFlow.Imports;

/// <summary>
/// What people note about locations. Which locations there are, their priority and their buffer are settings: a file may carry them, so
/// that it says how things are, and one that says otherwise is refused.
/// </summary>
internal sealed class LocationCsv(ImportTables tables, ChannelCatalog catalog) : ICsvKind
{
    private const string Partition = "locations";

    public string Name => "locations";

    public IReadOnlyList<CsvColumn> Columns { get; } =
        [new("location", IsRequired: true), new("name"), new("note"), new("priority"), new("buffer")];

    public string SubjectOf(CsvRow row) => row.Cells[0];

    public string GroupOf(CsvRow row) => row.Cells[0];

    public IEnumerable<CsvFault> Check(CsvRow row)
    {
        List<CsvFault> faults =
        [
            .. CsvCells.CheckLocation(row, Columns[0], row.Cells[0], catalog),
            .. CsvCells.CheckText(row, Columns[1], row.Cells[1]),
            .. CsvCells.CheckText(row, Columns[2], row.Cells[2]),
        ];
        if (faults.Count == 0)
        {
            var configured = Find(row);
            faults.AddRange(CheckSetting(row, 3, configured.Priority, $"StockFlow__Locations__{configured.Id}__Priority"));
            faults.AddRange(CheckSetting(row, 4, configured.BufferUnits, $"StockFlow__Locations__{configured.Id}__Buffer"));
        }

        return faults;
    }

    public Task<IReadOnlyList<CsvFault>> CheckAsync(IReadOnlyList<CsvRow> rows, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CsvFault>>([]);

    public async Task<IReadOnlyList<CsvFault>> ApplyAsync(ImportId import, IReadOnlyList<CsvRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            var entity = new TableEntity(Partition, row.Cells[0]);
            foreach (var at in new[] { 1, 2 }.Where(at => row.Cells[at].Length > 0))
            {
                entity[Columns[at].Name] = row.Cells[at];
            }

            // Unconditional: nothing is decided on what was there, and the last file wins.
            await tables.Locations.UpsertEntityAsync(entity, TableUpdateMode.Merge, cancellationToken).ConfigureAwait(false);
        }

        return [];
    }

    public async IAsyncEnumerable<IReadOnlyList<string>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var location in catalog.Locations)
        {
            var noted = await tables.Locations
                .GetEntityIfExistsAsync<TableEntity>(Partition, location.Id.Value, null, cancellationToken)
                .ConfigureAwait(false);
            yield return
            [
                location.Id.Value, Text(noted, "name"), Text(noted, "note"), CsvCells.Text(location.Priority), CsvCells.Text(location.BufferUnits),
            ];
        }
    }

    private static string Text(Azure.NullableResponse<TableEntity> noted, string name) =>
        noted.HasValue ? noted.Value!.GetString(name) ?? string.Empty : string.Empty;

    private LocationSettings Find(CsvRow row)
    {
        var id = LocationId.Parse(row.Cells[0]);
        return catalog.Locations.First(location => location.Id == id);
    }

    private IEnumerable<CsvFault> CheckSetting(CsvRow row, int at, int configured, string setting)
    {
        if (row.Cells[at].Length > 0 && CsvCells.Units(row.Cells[at]) != configured)
        {
            yield return new(
                row.Line, Columns[at].Name, "differs-from-setting", $"{Columns[at].Name} is {configured} by the settings.", $"{configured}, or nothing; to change it set {setting}.");
        }
    }
}
