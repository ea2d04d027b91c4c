using Azure;
using Azure.Data.Tables;
using StockFlow.Stock;
using StockFlow.Storage.Ledger;

namespace StockFlow.Storage;

/// <summary>The snapshots of a SKU's levels, for those who hold them against the journal.</summary>
internal sealed class LevelSnapshots(StorageTables tables)
{
    /// <summary>Reads the snapshots after one position, up to another.</summary>
    /// <returns>By position. Without levels where the row is not of our form.</returns>
    public async Task<Dictionary<long, (SkuLevels? Levels, ETag ETag)>> ReadAsync(Sku sku, long after, long upTo, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, (SkuLevels?, ETag)>();
        if (upTo <= after)
        {
            return found;
        }

        var (partition, from, end) = (StockKeys.Partition(sku), StockKeys.Snapshot(upTo), StockKeys.Snapshot(after));
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {end}");
        await foreach (var entity in tables.Stock.QueryAsync<SnapshotEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            var position = StockKeys.SnapshotPositionOf(entity.RowKey);
            found[position] = (Read(entity, sku, position), entity.ETag);
        }

        return found;
    }

    /// <summary>Takes a snapshot away that is still as it was read. Whoever would have begun with it begins with the one before.</summary>
    /// <returns>Whether it is gone by this.</returns>
    public async Task<bool> RemoveUnchangedAsync(Sku sku, long position, ETag etag, CancellationToken cancellationToken)
    {
        try
        {
            await tables.Stock.DeleteEntityAsync(StockKeys.Partition(sku), StockKeys.Snapshot(position), etag, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return false;
        }
    }

    private static SkuLevels? Read(SnapshotEntity entity, Sku sku, long position)
    {
        try
        {
            var levels = entity.ToSnapshot(sku).Levels;
            return levels.Position == position ? levels : null;
        }
        catch (Exception e) when (UnreadableRecord.Is(e))
        {
            return null;
        }
    }
}
