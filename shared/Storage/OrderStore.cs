using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using StockFlow.Channels;
using StockFlow.Items;
using StockFlow.Orders;
using StockFlow.Storage.Orders;

namespace StockFlow.Storage;

/// <summary>The orders. Every write is conditional on the version that was read.</summary>
public sealed class OrderStore(StorageTables tables, BundleCatalog bundles, TimeProvider timeProvider, Jitter jitter)
{
    private const int AttemptsMax = 12;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromMilliseconds(500);

    private readonly TableClient _table = tables.Orders;

    /// <summary>Reads an order; null where none of its snapshots ever came.</summary>
    public async Task<Order?> ReadAsync(OrderId order, CancellationToken cancellationToken) =>
        await FindAsync(order, cancellationToken).ConfigureAwait(false) is { } entity ? OrderEntity.ToOrder(entity) : null;

    /// <summary>Merges a snapshot into its order. Merging it again changes nothing.</summary>
    /// <returns>The order as stored. It needs work while it is not <see cref="Order.IsDone"/>.</returns>
    /// <exception cref="OrderTooLargeException">Not stored: more lines than an entity holds.</exception>
    public async Task<Order> MergeAsync(ChannelOrder snapshot, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        var sold = await bundles.ReadAsync(cancellationToken).ConfigureAwait(false);
        var after = await ChangeAsync(
            snapshot.Id, known => OrderMerge.Take(known, snapshot, receivedAt, sold), cancellationToken).ConfigureAwait(false);
        return after!;
    }

    /// <summary>Starts a new revision with the same content, so that the order is done once more. Lines that have become bundles are taken as such.</summary>
    /// <param name="revision">The revision to repeat, done or stuck. If it is not the newest any more, nothing is changed.</param>
    /// <returns>The order as stored; null where there is none.</returns>
    public async Task<Order?> RestartAsync(OrderId order, int revision, DateTimeOffset requestedAt, CancellationToken cancellationToken)
    {
        var sold = await bundles.ReadAsync(cancellationToken).ConfigureAwait(false);
        var after = await ChangeAsync(
            order,
            known => known?.Revision == revision ? OrderMerge.Restart(known, requestedAt, sold) : known,
            cancellationToken).ConfigureAwait(false);
        return after;
    }

    /// <summary>Starts a revision that wants nothing, if the order is still unpaid and this is its deadline. Doing it again changes nothing.</summary>
    /// <param name="deadline">Whose time has come.</param>
    /// <param name="holdTime">
    /// Of the order's channel, null for ever. From it follows the deadline of a hold that is not on record yet: after a payment that was taken
    /// back the deadline of the hold before it, which may still come, is not this one.
    /// </param>
    /// <returns>The order as stored; null where there is none.</returns>
    public Task<Order?> ExpireHoldAsync(
        OrderId order, DateTimeOffset deadline, TimeSpan? holdTime, DateTimeOffset expiredAt, CancellationToken cancellationToken) =>
        ChangeAsync(
            order,
            known => known is { State: ChannelOrderState.PendingPayment, HoldExpired: false } && (known.HoldUntil ?? known.ReceivedAt + holdTime) <= deadline
                ? known with { HoldExpired = true, Revision = known.Revision + 1, Outcome = OrderOutcome.InWork, ReceivedAt = expiredAt }
                : known,
            cancellationToken);

    /// <summary>Puts decisions about shortfalls on record and starts the revision that heeds them.</summary>
    /// <param name="revision">The done revision that was decided about. If it is not the newest any more, nothing is changed.</param>
    /// <returns>The order as stored; null where there is none.</returns>
    public Task<Order?> DecideAsync(
        OrderId order, int revision, IReadOnlyList<ShortfallDecision> decisions, DateTimeOffset decidedAt, CancellationToken cancellationToken) =>
        ChangeAsync(
            order,
            known => known is { IsDone: true } && known.Revision == revision
                ? known with
                {
                    Decisions = [.. known.Decisions.ExceptBy(decisions.Select(made => made.Sku), before => before.Sku), .. decisions],
                    Revision = revision + 1,
                    Outcome = OrderOutcome.InWork,
                    ReceivedAt = decidedAt,
                }
                : known,
            cancellationToken);

    /// <summary>Records what became of a revision, if the order is still at it. Recording it again changes nothing.</summary>
    /// <param name="complete">The order with its outcome; may be called several times.</param>
    /// <returns>Whether the order is at that revision and done.</returns>
    internal async Task<bool> CompleteAsync(OrderId order, int revision, Func<Order, Order> complete, CancellationToken cancellationToken)
    {
        var after = await ChangeAsync(
            order,
            known => known is { IsDone: false } && known.Revision == revision ? complete(known) : known,
            cancellationToken).ConfigureAwait(false);
        return after is { IsDone: true } && after.Revision == revision;
    }

    /// <summary>Reads the orders of a channel that come after one of them, in no particular order, but always in the same.</summary>
    /// <param name="after">The last order of the page before; null begins at the first.</param>
    /// <exception cref="InvalidDataException">A row is not of our form.</exception>
    public async IAsyncEnumerable<Order> ReadAllAsync(
        ChannelId channel, OrderId? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in ReadRowsAsync(channel, after, cancellationToken).ConfigureAwait(false))
        {
            yield return row.Order ?? throw new InvalidDataException(row.Unreadable!.Reason);
        }
    }

    /// <summary>Reads the same, and with them those that are not of our form.</summary>
    public async IAsyncEnumerable<OrderReading> ReadRowsAsync(
        ChannelId channel, OrderId? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (begin, beginRow) = after is { } last ? (OrderKeys.Partition(last), OrderKeys.Row(last)) : (null, string.Empty);
        for (var part = 0; part < OrderKeys.PartitionsPerChannel; part++)
        {
            var partition = OrderKeys.Partition(channel, part);
            if (begin is not null && partition != begin)
            {
                continue;
            }

            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {beginRow}");
            (begin, beginRow) = (null, string.Empty);
            await foreach (var entity in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                yield return OrderEntity.Read(entity);
            }
        }
    }

    private async Task<Order?> ChangeAsync(OrderId order, Func<Order?, Order?> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var entity = await FindAsync(order, cancellationToken).ConfigureAwait(false);
            var known = entity is null ? null : OrderEntity.ToOrder(entity);
            var after = change(known);
            if (ReferenceEquals(known, after))
            {
                return known;
            }

            try
            {
                var write = OrderEntity.From(after!);
                if (entity is null)
                {
                    await _table.AddEntityAsync(write, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await _table.UpdateEntityAsync(write, entity.ETag, TableUpdateMode.Replace, cancellationToken).ConfigureAwait(false);
                }

                return after;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412 && attempt < AttemptsMax)
            {
                // Someone else wrote it, or a first try of ours did and was not heard of: every change finds out by looking again.
                await Task.Delay(jitter.Backoff(attempt, RetryDelay, RetryDelayMax), timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<TableEntity?> FindAsync(OrderId order, CancellationToken cancellationToken)
    {
        var found = await _table
            .GetEntityIfExistsAsync<TableEntity>(OrderKeys.Partition(order), OrderKeys.Row(order), null, cancellationToken)
            .ConfigureAwait(false);
        return found.HasValue ? found.Value : null;
    }
}
