using Azure.Data.Tables;
using StockFlow.Stock;
using StockFlow.Storage.Ledger;

namespace StockFlow.Storage;

/// <summary>
/// The levels of a SKU as they once were: one snapshot and the entries after it, so that what is read does not grow with the journal.
/// </summary>
public sealed class StockHistory(StorageTables tables, StockLedger ledger)
{
    /// <summary>Reads the newest snapshot at or before a position; null where there is none, and a replay begins at the first entry.</summary>
    public async Task<LevelSnapshot?> ReadSnapshotAsync(Sku sku, long position, CancellationToken cancellationToken)
    {
        var (partition, from, end) = (StockKeys.Partition(sku), StockKeys.Snapshot(position), StockKeys.SnapshotEnd);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {end}");
        await foreach (var entity in tables.Stock.QueryAsync<SnapshotEntity>(filter, 1, null, cancellationToken).ConfigureAwait(false))
        {
            return entity.ToSnapshot(sku);
        }

        return null;
    }

    /// <summary>Reads the levels after the entry at a position.</summary>
    /// <param name="position">0 for before the first entry; beyond the newest entry, the newest levels.</param>
    /// <returns>What the journal says; not held against the live levels.</returns>
    /// <exception cref="InvalidDataException">The journal does not add up.</exception>
    public async Task<SkuLevels> ReadLevelsAsync(Sku sku, long position, CancellationToken cancellationToken)
    {
        var levels = (await ReadSnapshotAsync(sku, position, cancellationToken).ConfigureAwait(false))?.Levels ?? new SkuLevels(sku, [], 0);
        var left = (int)Math.Min(int.MaxValue, position - levels.Position);
        return left <= 0 ? levels : await ReplayAsync(levels, left, _ => true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the levels as they were at a time: after the last entry decided by then.</summary>
    /// <remarks>
    /// Clocks of several processes may differ, so times in a journal may run back a little. The answer is then one of the positions
    /// around that time, and always one that was once true.
    /// </remarks>
    /// <exception cref="InvalidDataException">The journal does not add up.</exception>
    public async Task<SkuLevels> ReadLevelsAsync(Sku sku, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var levels = await FindSnapshotAsync(sku, at, cancellationToken).ConfigureAwait(false) ?? new SkuLevels(sku, [], 0);
        return await ReplayAsync(levels, int.MaxValue, entry => entry.At <= at, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads where the levels at a position come from: a snapshot and every entry after it, up to that position.</summary>
    /// <param name="entriesMin">So many entries at least, where the journal has them; at most a snapshot's spacing and a transaction more.</param>
    /// <exception cref="InvalidDataException">The journal does not add up.</exception>
    public async Task<LevelStatement> ReadStatementAsync(Sku sku, long position, int entriesMin, CancellationToken cancellationToken)
    {
        var snapshot = await ReadSnapshotAsync(sku, Math.Max(0, position - entriesMin), cancellationToken).ConfigureAwait(false);
        var opening = snapshot?.Levels ?? new SkuLevels(sku, [], 0);
        var entries = new List<JournalEntry>();
        var count = (int)Math.Min(int.MaxValue, position - opening.Position);
        if (count > 0)
        {
            await foreach (var entry in ledger.ReadJournalAsync(sku, opening.Position + 1, count, cancellationToken).ConfigureAwait(false))
            {
                entries.Add(entry);
            }
        }

        return LevelStatement.Of(opening, entries);
    }

    /// <summary>Reads the entry at a position; null where there is none.</summary>
    public async Task<JournalEntry?> ReadEntryAsync(Sku sku, long position, CancellationToken cancellationToken)
    {
        await foreach (var entry in ledger.ReadJournalAsync(sku, position, 1, cancellationToken).ConfigureAwait(false))
        {
            return entry.Position == position ? entry : null;
        }

        return null;
    }

    /// <summary>The newest snapshot taken by a time. Halves the journal at each step: at most 63 reads of one row, about 10 for 100,000 entries.</summary>
    private async Task<SkuLevels?> FindSnapshotAsync(Sku sku, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var newest = await ReadSnapshotAsync(sku, long.MaxValue, cancellationToken).ConfigureAwait(false);
        if (newest is null || newest.At <= at)
        {
            return newest?.Levels;
        }

        // Between the two is the answer: the snapshot found, of which the time is known to have come, and one that is too late.
        SkuLevels? found = null;
        var (low, high) = (0L, newest.Levels.Position);
        while (low + 1 < high)
        {
            var middle = low + ((high - low) / 2);
            var snapshot = await ReadSnapshotAsync(sku, middle, cancellationToken).ConfigureAwait(false);
            if (snapshot is null || snapshot.Levels.Position <= low)
            {
                low = middle;
            }
            else if (snapshot.At <= at)
            {
                found = snapshot.Levels;
                low = middle;
            }
            else
            {
                high = snapshot.Levels.Position;
            }
        }

        return found;
    }

    /// <summary>Goes on for as long as the entries are wanted: at most up to the next snapshot.</summary>
    private async Task<SkuLevels> ReplayAsync(
        SkuLevels levels, int entriesMax, Func<JournalEntry, bool> isWanted, CancellationToken cancellationToken)
    {
        var entries = ledger.ReadJournalAsync(levels.Sku, levels.Position + 1, entriesMax, cancellationToken);
        await foreach (var entry in entries.ConfigureAwait(false))
        {
            if (!isWanted(entry))
            {
                break;
            }

            levels = LevelReplay.After(levels, entry);
        }

        return levels;
    }
}
