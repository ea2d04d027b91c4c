using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Storage.Ledger;

namespace StockFlow.Backups;

/// <summary>
/// Copies all that the ledger has of a SKU as of one moment, without stopping anyone. Rows are copied as they come; where the head has
/// changed meanwhile, its journal says what else has, and that is copied once more, until nothing happens in between. The later copy of a
/// row counts, so a partition of any size needs no room in memory.
/// </summary>
/// <remarks>
/// A reservation that got nothing, gave nothing back and waits for nothing leaves no trace but itself. One that is set meanwhile may be
/// missing; its order has changed since the backup began, and is done once more by the restore.
/// </remarks>
internal sealed class SkuCopier(StorageTables tables, TimeProvider timeProvider, Jitter jitter)
{
    /// <exception cref="StockContentionException">It changed during every attempt: nothing of it may be used.</exception>
    public async Task CopyAsync(Sku sku, PieceWriter piece, CancellationToken cancellationToken)
    {
        var partition = StockKeys.Partition(sku);
        var head = await ReadHeadAsync(partition, cancellationToken).ConfigureAwait(false);
        var few = new Dictionary<string, TableEntity>(StringComparer.Ordinal);
        await CopyManyAsync(partition, piece, few, cancellationToken).ConfigureAwait(false);
        var next = await ReadHeadAsync(partition, cancellationToken).ConfigureAwait(false);
        if (next?.ETag != head?.ETag)
        {
            (head, few) = await CopyBusyAsync(sku, next, piece, cancellationToken).ConfigureAwait(false);
        }

        foreach (var row in few.Values)
        {
            piece.Add(TableNames.Stock, row);
        }

        if (head is not null)
        {
            piece.Add(TableNames.Stock, head);
            await CopyArchiveAsync(partition, PositionOf(head), piece, cancellationToken).ConfigureAwait(false);
        }

        piece.Add(TableNames.Skus, new TableEntity(SkuEntity.Partition, KeyText.From(sku.Value)));
    }

    /// <summary>Copies a SKU that changes meanwhile.</summary>
    /// <param name="head">Read before anything else.</param>
    /// <returns>What has not been added to the piece: the head, and the rows beside it of which there are few.</returns>
    private async Task<(TableEntity? Head, Dictionary<string, TableEntity> Few)> CopyBusyAsync(
        Sku sku, TableEntity? head, PieceWriter piece, CancellationToken cancellationToken)
    {
        var partition = StockKeys.Partition(sku);
        var few = await ReadFewAsync(partition, cancellationToken).ConfigureAwait(false);
        await CopyManyAsync(partition, piece, few: null, cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            // An order that got nothing, or gave nothing back, wrote no entry: that it waits, or does not any more, tells of it.
            var waiting = few.Keys.Where(IsWaiting).ToHashSet(StringComparer.Ordinal);
            few = await ReadFewAsync(partition, cancellationToken).ConfigureAwait(false);
            waiting.SymmetricExceptWith(few.Keys.Where(IsWaiting));
            await CopyReservationsAsync(partition, waiting.Select(StockKeys.WaitingOrder), piece, cancellationToken).ConfigureAwait(false);

            var next = await ReadHeadAsync(partition, cancellationToken).ConfigureAwait(false);
            if (next?.ETag == head?.ETag)
            {
                return (head, few);
            }

            if (attempt == BusySku.AttemptsMax)
            {
                throw new StockContentionException(sku, attempt);
            }

            if (await BusySku.PauseAsync(attempt, jitter, timeProvider, cancellationToken).ConfigureAwait(false))
            {
                next = await ReadHeadAsync(partition, cancellationToken).ConfigureAwait(false);
            }

            await CopyChangedAsync(partition, head, piece, cancellationToken).ConfigureAwait(false);
            head = next;
        }
    }

    /// <summary>Copies the rows of which there may be many: they are added or replaced, and an entry tells of nearly every change.</summary>
    /// <param name="few">Gets the others but the head; null to leave them.</param>
    private async Task CopyManyAsync(string partition, PieceWriter piece, Dictionary<string, TableEntity>? few, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition}");
        await foreach (var row in tables.Stock.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (IsFew(row.RowKey))
            {
                few?.Add(row.RowKey, row);
            }
            else if (row.RowKey != StockKeys.Head)
            {
                piece.Add(TableNames.Stock, row);
            }
        }
    }

    /// <summary>Reads places of those that wait, transfers and posted counts: they are few, and no entry tells of every change of them.</summary>
    private async Task<Dictionary<string, TableEntity>> ReadFewAsync(string partition, CancellationToken cancellationToken)
    {
        var few = new Dictionary<string, TableEntity>(StringComparer.Ordinal);
        foreach (var (from, end) in new[]
        {
            (StockKeys.CountsPrefix, StockKeys.CountsEnd),
            (StockKeys.TransferPrefix, StockKeys.TransferEnd),
            (StockKeys.WaitingPrefix, StockKeys.WaitingEnd),
        })
        {
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {end}");
            await foreach (var row in tables.Stock.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                few.Add(row.RowKey, row);
            }
        }

        return few;
    }

    /// <summary>Copies what has changed since a head was read, or more.</summary>
    private async Task CopyChangedAsync(string partition, TableEntity? since, PieceWriter piece, CancellationToken cancellationToken)
    {
        var after = since is null ? 0 : PositionOf(since);
        var (orders, commands) = (new HashSet<OrderId>(), new HashSet<string>(StringComparer.Ordinal));
        var isAll = since is null;
        try
        {
            await foreach (var entry in CopyJournalAsync(partition, after, piece, cancellationToken).ConfigureAwait(false))
            {
                if (entry.Order is { } order)
                {
                    orders.Add(order);
                }

                if (entry.Kind is not (JournalKind.ReservationSet or JournalKind.BackordersFilled))
                {
                    commands.Add(entry.CommandId);
                }

                isAll |= entry.Order is null && StockPartitionReader.MayTouchReservations(entry.Kind);
            }
        }
        catch (Exception e) when (UnreadableRecord.Is(e))
        {
            // A damaged page is copied as it is. What it says nobody knows.
            isAll = true;
        }

        if (isAll || orders.Count + commands.Count > BusySku.RereadsMax)
        {
            await CopyManyAsync(partition, piece, few: null, cancellationToken).ConfigureAwait(false);
            return;
        }

        await CopySnapshotsAsync(partition, after, piece, cancellationToken).ConfigureAwait(false);
        await CopyReservationsAsync(partition, orders, piece, cancellationToken).ConfigureAwait(false);
        await CopyRowsAsync(partition, commands.Select(StockKeys.Movement), piece, cancellationToken).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<JournalEntry> CopyJournalAsync(
        string partition, long after, PieceWriter piece, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (from, end) = (StockKeys.Journal(after + 1), StockKeys.JournalEnd);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {end}");
        await foreach (var row in tables.Stock.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            piece.Add(TableNames.Stock, row);
            var page = new JournalEntity
            {
                PartitionKey = partition,
                RowKey = row.RowKey,
                FirstPosition = row.GetInt64("First") ?? throw new InvalidDataException($"{row.RowKey} has no position."),
                AtUnixMilliseconds = row.GetInt64("At") ?? throw new InvalidDataException($"{row.RowKey} has no time."),
                Lines = row.GetString("Lines") ?? throw new InvalidDataException($"{row.RowKey} has no lines."),
            };
            foreach (var entry in JournalText.Parse(page))
            {
                yield return entry;
            }
        }
    }

    /// <summary>The newest snapshots have the first keys.</summary>
    private async Task CopySnapshotsAsync(string partition, long after, PieceWriter piece, CancellationToken cancellationToken)
    {
        var (from, end) = (StockKeys.Snapshot(long.MaxValue), StockKeys.Snapshot(after));
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {end}");
        await foreach (var row in tables.Stock.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            piece.Add(TableNames.Stock, row);
        }
    }

    private Task CopyReservationsAsync(string partition, IEnumerable<OrderId> orders, PieceWriter piece, CancellationToken cancellationToken) =>
        CopyRowsAsync(partition, orders.Select(StockKeys.Reservation), piece, cancellationToken);

    private async Task CopyRowsAsync(string partition, IEnumerable<string> rowKeys, PieceWriter piece, CancellationToken cancellationToken)
    {
        foreach (var some in rowKeys.Chunk(BusySku.ReadsAtOnceMax))
        {
            var found = await Task.WhenAll(some.Select(rowKey => ReadAsync(tables.Stock, partition, rowKey, cancellationToken))).ConfigureAwait(false);
            foreach (var row in found.OfType<TableEntity>())
            {
                piece.Add(TableNames.Stock, row);
            }
        }
    }

    /// <summary>
    /// Copies archived entries up to the head's position. A piece beyond it was added later, from pages that were in the ledger when that
    /// was copied.
    /// </summary>
    private async Task CopyArchiveAsync(string partition, long position, PieceWriter piece, CancellationToken cancellationToken)
    {
        var (from, end) = (StockKeys.Archive(0), StockKeys.Archive(position));
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey le {end}");
        await foreach (var row in tables.JournalArchive.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            piece.Add(TableNames.JournalArchive, row);
        }
    }

    private Task<TableEntity?> ReadHeadAsync(string partition, CancellationToken cancellationToken) =>
        ReadAsync(tables.Stock, partition, StockKeys.Head, cancellationToken);

    private static async Task<TableEntity?> ReadAsync(TableClient table, string partition, string rowKey, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, rowKey, cancellationToken: cancellationToken).ConfigureAwait(false);
        return found.HasValue ? found.Value : null;
    }

    private static long PositionOf(TableEntity head) => head.GetInt64("Position") ?? 0;

    private static bool IsWaiting(string rowKey) => rowKey.StartsWith(StockKeys.WaitingPrefix, StringComparison.Ordinal);

    private static bool IsFew(string rowKey) => IsWaiting(rowKey)
        || rowKey.StartsWith(StockKeys.TransferPrefix, StringComparison.Ordinal)
        || rowKey.StartsWith(StockKeys.CountsPrefix, StringComparison.Ordinal);
}
