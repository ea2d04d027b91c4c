using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;

namespace StockFlow.Backups;

/// <summary>The pieces of the run under way, as they become part of it.</summary>
internal sealed class PieceList(BackupTables tables)
{
    private const string Partition = "piece";
    private const int DeletesAtOnce = 100;

    /// <summary>Puts a piece on record. Putting it again changes nothing.</summary>
    public Task AddAsync(string id, BackupPiece piece, CancellationToken cancellationToken) => tables.Backups.UpsertEntityAsync(
        new TableEntity(Partition, Row(id, piece.Number)) { ["Piece"] = JsonSerializer.Serialize(piece) }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>Reads pieces of a run, from a number on.</summary>
    /// <exception cref="InvalidDataException">One is missing.</exception>
    public async Task<IReadOnlyList<BackupPiece>> ReadAsync(string id, int from, int piecesMax, CancellationToken cancellationToken)
    {
        var (first, end) = (Row(id, from), $"{id}`");
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {first} and RowKey lt {end}");
        var pieces = new List<BackupPiece>();
        await foreach (var row in tables.Backups.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            var piece = JsonSerializer.Deserialize<BackupPiece>(row.GetString("Piece")!)!;
            if (piece.Number != from + pieces.Count)
            {
                throw new InvalidDataException($"Piece {from + pieces.Count} of backup {id} is not on record.");
            }

            pieces.Add(piece);
            if (pieces.Count == piecesMax)
            {
                break;
            }
        }

        return pieces;
    }

    /// <summary>Forgets the pieces of all runs: they are in manifests, or of runs that never ended.</summary>
    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        await foreach (var row in tables.Backups.QueryAsync<TableEntity>(filter, null, ["PartitionKey", "RowKey"], cancellationToken).ConfigureAwait(false))
        {
            rows.Add(row);
        }

        foreach (var some in rows.Chunk(DeletesAtOnce))
        {
            try
            {
                await tables.Backups.SubmitTransactionAsync(
                    some.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken).ConfigureAwait(false);
            }
            catch (TableTransactionFailedException e) when (e.Status == 404)
            {
                // Another run of this step was faster; what is left goes with the next backup.
            }
        }
    }

    private static string Row(string id, int number) => string.Create(CultureInfo.InvariantCulture, $"{id}_{number:D6}");
}
