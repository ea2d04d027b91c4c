using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;

namespace StockFlow.Imports;

/// <summary>
/// Imports on their table. The rows of a file are stored before its head, under the file's hash: whoever finds the head finds the rows.
/// </summary>
internal sealed class ImportStore(ImportTables tables)
{
    /// <summary>The most rows that are applied in one step.</summary>
    public const int RowsPerPiece = 200;

    private const string Head = "head";
    private const string PiecePrefix = "p_";
    private const string PieceEnd = "p`";
    private const int CellBytesMax = 64 * 1024;
    private const int DeletesAtOnce = 100;

    public async Task<(Import Import, ETag ETag)?> ReadAsync(ImportId id, CancellationToken cancellationToken)
    {
        var found = await tables.Imports.GetEntityIfExistsAsync<TableEntity>(id.Value, Head, null, cancellationToken).ConfigureAwait(false);
        return found.HasValue ? (ToImport(found.Value!), found.Value!.ETag) : null;
    }

    /// <summary>Stores a file that has not come before.</summary>
    /// <returns>False if its head is there by now: somebody else stored a file under that id.</returns>
    public async Task<bool> TryAddAsync(Import import, IReadOnlyList<IReadOnlyList<CsvRow>> pieces, CancellationToken cancellationToken)
    {
        for (var number = 0; number < pieces.Count; number++)
        {
            // Replaced whatever is there: the key has the file's hash, so it can only be the same rows.
            await tables.Imports.UpsertEntityAsync(ToEntity(import, number, pieces[number]), TableUpdateMode.Replace, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await tables.Imports.AddEntityAsync(ToEntity(import), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            return false;
        }
    }

    /// <exception cref="InvalidDataException">The rows are not there.</exception>
    public async Task<IReadOnlyList<CsvRow>> ReadPieceAsync(Import import, int number, CancellationToken cancellationToken)
    {
        var found = await tables.Imports
            .GetEntityIfExistsAsync<TableEntity>(import.Id.Value, PieceKey(import, number), null, cancellationToken)
            .ConfigureAwait(false);
        return found.HasValue
            ? ToRows(found.Value!)
            : throw new InvalidDataException($"Piece {number} of the {import.Pieces} of import {import.Id} is not stored.");
    }

    /// <returns>False if somebody else has written the head since it was read.</returns>
    public async Task<bool> TryUpdateAsync(Import import, ETag etag, CancellationToken cancellationToken)
    {
        try
        {
            await tables.Imports.UpdateEntityAsync(ToEntity(import), etag, TableUpdateMode.Replace, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status == 412)
        {
            return false;
        }
    }

    /// <summary>Removes the rows of all files that came under an id. May run again.</summary>
    public async Task DeletePiecesAsync(ImportId id, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {id.Value} and RowKey gt {PiecePrefix} and RowKey lt {PieceEnd}");
        var keys = new List<string>();
        await foreach (var entity in tables.Imports.QueryAsync<TableEntity>(filter, null, ["RowKey"], cancellationToken).ConfigureAwait(false))
        {
            keys.Add(entity.RowKey);
        }

        foreach (var some in keys.Chunk(DeletesAtOnce))
        {
            await tables.Imports.SubmitTransactionAsync(
                some.Select(key => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(id.Value, key), ETag.All)),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private static string PieceKey(Import import, int number) => string.Create(CultureInfo.InvariantCulture, $"{PiecePrefix}{import.Content}_{number:D6}");

    private static TableEntity ToEntity(Import import)
    {
        var entity = new TableEntity(import.Id.Value, Head)
        {
            ["Kind"] = import.Kind,
            ["Content"] = import.Content,
            ["Rows"] = import.Rows,
            ["Pieces"] = import.Pieces,
            ["PiecesDone"] = import.PiecesDone,
            ["AppliedRows"] = import.AppliedRows,
            ["RefusedRows"] = import.RefusedRows,
            ["ReceivedAt"] = import.ReceivedAt,
        };
        Put(entity, "Faults", JsonSerializer.SerializeToUtf8Bytes(import.Faults));
        if (import.EndedAt is { } endedAt)
        {
            entity["EndedAt"] = endedAt;
        }

        return entity;
    }

    private static Import ToImport(TableEntity entity) => new(
        ImportId.Parse(entity.PartitionKey),
        entity.GetString("Kind")!,
        entity.GetString("Content")!,
        entity.GetInt32("Rows")!.Value,
        entity.GetInt32("Pieces")!.Value,
        entity.GetInt32("PiecesDone")!.Value,
        entity.GetInt32("AppliedRows")!.Value,
        entity.GetInt32("RefusedRows")!.Value,
        JsonSerializer.Deserialize<CsvFault[]>(Get(entity, "Faults"))!,
        entity.GetDateTimeOffset("ReceivedAt")!.Value,
        entity.GetDateTimeOffset("EndedAt"));

    private static TableEntity ToEntity(Import import, int number, IReadOnlyList<CsvRow> rows)
    {
        var entity = new TableEntity(import.Id.Value, PieceKey(import, number));
        Put(entity, "Row", JsonSerializer.SerializeToUtf8Bytes(rows));
        return entity;
    }

    private static CsvRow[] ToRows(TableEntity entity) => JsonSerializer.Deserialize<CsvRow[]>(Get(entity, "Row"))!;

    /// <summary>Deflated, over as many properties as it takes. Rows are bounded, so that an entity holds any piece.</summary>
    private static void Put(TableEntity entity, string name, byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(bytes);
        }

        var number = 0;
        foreach (var part in packed.ToArray().Chunk(CellBytesMax))
        {
            entity[$"{name}{number++}"] = part;
        }
    }

    private static byte[] Get(TableEntity entity, string name)
    {
        using var packed = new MemoryStream();
        for (var number = 0; entity.TryGetValue($"{name}{number}", out var part); number++)
        {
            packed.Write((byte[])part);
        }

        packed.Position = 0;
        using var inflated = new DeflateStream(packed, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        inflated.CopyTo(bytes);
        return bytes.ToArray();
    }
}
