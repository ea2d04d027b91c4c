using Azure.Data.Tables;
using StockFlow.Channels;
using StockFlow.Channels.Listings;
using StockFlow.Channels.Outbox;
using StockFlow.Counts;
using StockFlow.Messaging;
using StockFlow.Storage;
using StockFlow.Storage.Orders;
using StockFlow.Transfers;

namespace StockFlow.Backups;

/// <summary>What becomes of a row that is restored. Rules only; the order of the tables in a backup is what they rely on, see <see cref="BackupPlan"/>.</summary>
/// <param name="startedAt">When the backup was started.</param>
/// <param name="now">When it is restored.</param>
internal sealed class RestoreRules(DateTimeOffset startedAt, DateTimeOffset now)
{
    /// <summary>
    /// How far polls look back before the newest order that had been queued. Some of those may not have been done when the backup was made,
    /// and queues are in no backup; reading orders again that are known changes nothing.
    /// </summary>
    public static readonly TimeSpan PollRewind = TimeSpan.FromHours(24);

    /// <summary>More than any channel has taken in the meantime, so that no push has the key of one that was sent after the backup.</summary>
    public const long SequenceJump = 1_000_000_000;

    /// <summary>How far the clocks of app and storage may be apart.</summary>
    public static readonly TimeSpan ClockSkewMax = TimeSpan.FromMinutes(5);

    /// <summary>Decides what is written for a row: it as it was or changed, others beside it, or nothing.</summary>
    public IEnumerable<TableEntity> RowsFor(BackupRow row) => row.Table switch
    {
        BackupPlan.Channels => ChannelRows(row.Entity),
        BackupPlan.Counts => CountRows(row.Entity),
        BackupPlan.Transfers => TransferRows(row.Entity),
        _ => [row.Entity],
    };

    /// <summary>
    /// Decides whether an order is to be done once more: where its work had not ended, as orchestrations are in no backup; and where it has
    /// changed since the ledger was copied. It says what it wants in all, so that doing it again brings the ledger there from anywhere.
    /// </summary>
    public OrderRerun? RerunFor(BackupRow row)
    {
        if (row.Table != TableNames.Orders)
        {
            return null;
        }

        var order = OrderEntity.ToOrder(row.Entity);
        return order.IsDone && !IsRecent(row.Entity) ? null : new OrderRerun(order.Id, order.Revision, now);
    }

    private IEnumerable<TableEntity> ChannelRows(TableEntity row)
    {
        if (row.RowKey == ChannelTables.PollRow)
        {
            yield return Rewound(row);
        }
        else if (row.RowKey.StartsWith(ChannelTables.ListingPrefix, StringComparison.Ordinal))
        {
            row["Sequence"] = (row.GetInt64("Sequence") ?? 0) + SequenceJump;
            yield return ListingEntity.WithPricesInDoubt(row);

            // What the channel shows nobody knows any more. "Moved" sends the number unseen, and takes what is there for nobody's edit.
            yield return OutboxEntity.New(ChannelId.Parse(row.PartitionKey), new PendingChange(ChannelTables.SkuOf(row.RowKey), now, MovedAt: now), null);
        }
        else if (row.RowKey != ChannelTables.SyncRow && !row.RowKey.StartsWith(ChannelTables.OutboxPrefix, StringComparison.Ordinal))
        {
            yield return row;
        }
    }

    /// <summary>The channel is polled at once, from a while before its newest order.</summary>
    private static TableEntity Rewound(TableEntity cursor)
    {
        cursor.Remove("StartedAt");
        if (cursor.GetDateTimeOffset("SeenUntil") is { } seenUntil)
        {
            cursor["SeenUntil"] = seenUntil - PollRewind;
        }

        return cursor;
    }

    /// <summary>The list of counts in work is older than the counts; naming too many is harmless.</summary>
    private static IEnumerable<TableEntity> CountRows(TableEntity row)
    {
        yield return row;
        if (row.RowKey == CountKeys.Head)
        {
            yield return WorkList.Entry(CountKeys.CountOf(row.PartitionKey).Value);
        }
    }

    /// <summary>A transfer that may be ahead of the ledger is taken for unsettled: its numbers only grow, so the ledger is brought there.</summary>
    private IEnumerable<TableEntity> TransferRows(TableEntity row)
    {
        if (row.PartitionKey != TransferEntity.Partition)
        {
            yield return row;
            yield break;
        }

        var transfer = TransferEntity.ToTransfer(row);
        var isAhead = transfer.IsSettled && IsRecent(row);
        yield return isAhead ? TransferEntity.Of(transfer with { AppliedRevision = transfer.Revision - 1 }) : row;
        if (isAhead || !transfer.IsSettled)
        {
            yield return WorkList.Entry(transfer.Id.Value);
        }
    }

    private bool IsRecent(TableEntity row) => row.Timestamp is not { } writtenAt || writtenAt >= startedAt - ClockSkewMax;
}
