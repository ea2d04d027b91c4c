using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace StockFlow.Imports;

/// <summary>
/// Takes files in and writes them. A file is checked as a whole: either it has faults and nothing is changed, or it is stored and
/// applied in pieces, each of which may be begun again.
/// </summary>
public sealed class CsvImports
{
    /// <summary>The largest file, in bytes.</summary>
    public const int BytesMax = 16 * 1024 * 1024;

    /// <summary>The most rows of a file.</summary>
    public const int RowsMax = 200_000;

    /// <summary>The most faults that are told of a file.</summary>
    public const int FaultsMax = 100;

    /// <summary>The longest cell, in characters: with it any piece fits into one entity.</summary>
    public const int CellLengthMax = 250;

    private const int RowsPerWrite = 500;

    private readonly Dictionary<string, ICsvKind> _kinds;
    private readonly ImportStore _store;
    private readonly TimeProvider _timeProvider;

    internal CsvImports(IEnumerable<ICsvKind> kinds, ImportStore store, TimeProvider timeProvider)
    {
        _kinds = kinds.ToDictionary(kind => kind.Name, StringComparer.Ordinal);
        _store = store;
        _timeProvider = timeProvider;
    }

    /// <summary>The names of all kinds.</summary>
    public IEnumerable<string> Kinds => _kinds.Keys.Order(StringComparer.Ordinal);

    public bool TryFind(string name, [NotNullWhen(true)] out ICsvKind? kind) => _kinds.TryGetValue(name, out kind);

    /// <summary>How far an import has come; null where there is none.</summary>
    public async Task<Import?> ReadAsync(ImportId id, CancellationToken cancellationToken) =>
        (await _store.ReadAsync(id, cancellationToken).ConfigureAwait(false))?.Import;

    /// <summary>Checks a file and stores it. The same file under the same id is found as it was stored.</summary>
    public async Task<ImportStart> StoreAsync(ImportId id, ICsvKind kind, byte[] body, CancellationToken cancellationToken)
    {
        var content = Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(kind.Name), 0, .. body]));
        if (await ReadAsync(id, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return known.Content == content ? new ImportStart.Stored(known) : new ImportStart.ContentDiffers();
        }

        var reading = CsvFile.Read(body, kind, RowsMax, FaultsMax);
        var faults = reading.Faults.Count > 0 ? reading.Faults : await kind.CheckAsync(reading.Rows, cancellationToken).ConfigureAwait(false);
        if (faults.Count > 0)
        {
            return new ImportStart.Faulty([.. faults.OrderBy(fault => fault.Line).Take(FaultsMax)]);
        }

        var pieces = Cut(kind, reading.Rows);
        var import = new Import(id, kind.Name, content, reading.Rows.Count, pieces.Count, 0, 0, 0, [], _timeProvider.GetUtcNow(), null);
        if (await _store.TryAddAsync(import, pieces, cancellationToken).ConfigureAwait(false))
        {
            return new ImportStart.Stored(import);
        }

        var other = await ReadAsync(id, cancellationToken).ConfigureAwait(false);
        return other?.Content == content ? new ImportStart.Stored(other) : new ImportStart.ContentDiffers();
    }

    /// <summary>Applies the next piece of an import and records that it is done; cut off in between, the same piece is applied again.</summary>
    /// <returns>Whether there is more to do.</returns>
    public async Task<bool> ApplyNextAsync(ImportId id, CancellationToken cancellationToken)
    {
        if (await _store.ReadAsync(id, cancellationToken).ConfigureAwait(false) is not ({ EndedAt: null } import, var etag))
        {
            return false;
        }

        if (import.PiecesDone == import.Pieces)
        {
            await _store.DeletePiecesAsync(id, cancellationToken).ConfigureAwait(false);
            return !await _store.TryUpdateAsync(import with { EndedAt = _timeProvider.GetUtcNow() }, etag, cancellationToken).ConfigureAwait(false);
        }

        var rows = await _store.ReadPieceAsync(import, import.PiecesDone, cancellationToken).ConfigureAwait(false);
        var refused = await _kinds[import.Kind].ApplyAsync(id, rows, cancellationToken).ConfigureAwait(false);
        var refusedRows = refused.Select(fault => fault.Line).Distinct().Count();
        var after = import with
        {
            PiecesDone = import.PiecesDone + 1,
            AppliedRows = import.AppliedRows + rows.Count - refusedRows,
            RefusedRows = import.RefusedRows + refusedRows,
            Faults = [.. import.Faults.Concat(refused).Take(FaultsMax)],
        };

        // Whoever was faster has counted the piece.
        await _store.TryUpdateAsync(after, etag, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Writes what there is as a file, a part at a time.</summary>
    public async Task WriteAsync(ICsvKind kind, Stream stream, CancellationToken cancellationToken)
    {
        List<IReadOnlyList<string>> rows = [[.. kind.Columns.Select(column => column.Name)]];
        await foreach (var row in kind.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(row);
            if (rows.Count == RowsPerWrite)
            {
                await stream.WriteAsync(CsvFile.Write(rows), cancellationToken).ConfigureAwait(false);
                rows.Clear();
            }
        }

        await stream.WriteAsync(CsvFile.Write(rows), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Rows by group, in the order of the groups' first rows; a group is never cut.</summary>
    private static List<IReadOnlyList<CsvRow>> Cut(ICsvKind kind, IReadOnlyList<CsvRow> rows)
    {
        var pieces = new List<IReadOnlyList<CsvRow>>();
        var piece = new List<CsvRow>();
        foreach (var group in rows.GroupBy(kind.GroupOf))
        {
            if (piece.Count > 0 && piece.Count + group.Count() > ImportStore.RowsPerPiece)
            {
                pieces.Add(piece);
                piece = [];
            }

            piece.AddRange(group);
        }

        pieces.Add(piece);
        return pieces;
    }
}
