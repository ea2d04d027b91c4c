using Azure;
using Azure.Data.Tables;

namespace StockFlow.Backups;

/// <summary>Writes rows, as many of a partition at once as a transaction takes. Rows of one partition are written in the order in which they come.</summary>
internal sealed class RestoreWriter(BackupTables tables)
{
    private const int RowsPerWriteMax = 100;

    /// <summary>Below the 4 MiB of a transaction, as text on the wire.</summary>
    private const int BytesPerWriteMax = 2 * 1024 * 1024;

    private const int WritesAtOnceMax = 16;
    private const int OpenPartitionsMax = 1_000;

    private readonly Dictionary<(string Table, string Partition), Batch> _open = [];

    public async Task WriteAsync(string table, TableEntity row, CancellationToken cancellationToken)
    {
        var key = (table, row.PartitionKey);
        if (!_open.TryGetValue(key, out var batch))
        {
            if (_open.Count == OpenPartitionsMax)
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            batch = _open[key] = new Batch();
        }

        // A transaction takes a row once: the later one counts.
        var bytes = SizeOf(row);
        if (!batch.Rows.ContainsKey(row.RowKey) && (batch.Rows.Count == RowsPerWriteMax || batch.Bytes + bytes > BytesPerWriteMax))
        {
            await WriteAsync(table, batch, cancellationToken).ConfigureAwait(false);
            batch = _open[key] = new Batch();
        }

        batch.Rows[row.RowKey] = row;
        batch.Bytes += bytes;
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var some in _open.Chunk(WritesAtOnceMax))
        {
            await Task.WhenAll(some.Select(one => WriteAsync(one.Key.Table, one.Value, cancellationToken))).ConfigureAwait(false);
        }

        _open.Clear();
    }

    /// <summary>Deletes all rows of a table.</summary>
    public async Task ClearAsync(string table, CancellationToken cancellationToken)
    {
        var client = tables.TableOf(table);
        var rows = client.QueryAsync<TableEntity>((string?)null, null, ["PartitionKey", "RowKey"], cancellationToken);
        await foreach (var page in rows.AsPages().ConfigureAwait(false))
        {
            foreach (var partition in page.Values.GroupBy(row => row.PartitionKey, StringComparer.Ordinal))
            {
                foreach (var some in partition.Chunk(RowsPerWriteMax))
                {
                    await client.SubmitTransactionAsync(
                        some.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Replaces whatever is there: nothing else runs, and a restore that was cut off writes the same rows again.</summary>
    private Task WriteAsync(string table, Batch batch, CancellationToken cancellationToken) => tables.TableOf(table).SubmitTransactionAsync(
        batch.Rows.Values.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), cancellationToken);

    private static int SizeOf(TableEntity row) => 256 + row.Sum(property => property.Key.Length + property.Value switch
    {
        string text => text.Length * 3,
        byte[] bytes => bytes.Length * 4 / 3,
        _ => 32,
    });

    private sealed class Batch
    {
        public Dictionary<string, TableEntity> Rows { get; } = new(StringComparer.Ordinal);

        public int Bytes { get; set; }
    }
}
