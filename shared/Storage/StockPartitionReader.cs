using Azure.Data.Tables;
using StockFlow.Auditing;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage.Ledger;

namespace StockFlow.Storage;

/// <summary>
/// Reads a SKU's whole partition as of one moment, without stopping anyone: the head is read first and last. Where it has changed, the
/// journal says whose reservations have, and only those are read again, until nothing happens in between.
/// </summary>
internal sealed class StockPartitionReader(StorageTables tables, StockLedger ledger, TimeProvider timeProvider, Jitter jitter)
{
    public async Task<StockPartitionReading> ReadAsync(Sku sku, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAtOneMomentAsync(sku, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (UnreadableRecord.Is(e))
        {
            return new StockPartitionReading.NoHead(e.Message);
        }
    }

    /// <summary>Reads the stocktakes that were posted last at a location, newest last.</summary>
    /// <returns>Null where the record can't be read.</returns>
    public async Task<IReadOnlyList<PostedCount>?> ReadPostedCountsAsync(Sku sku, LocationId location, CancellationToken cancellationToken)
    {
        var found = await tables.Stock
            .GetEntityIfExistsAsync<PostedCountsEntity>(StockKeys.Partition(sku), StockKeys.Counts(location), null, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            return found.HasValue ? found.Value!.ToCounts() : [];
        }
        catch (Exception e) when (UnreadableRecord.Is(e))
        {
            return null;
        }
    }

    private async Task<StockPartitionReading> ReadAtOneMomentAsync(Sku sku, CancellationToken cancellationToken)
    {
        var head = await ReadHeadAsync(sku, cancellationToken).ConfigureAwait(false);
        if (head is null)
        {
            var (partition, from, end) = (StockKeys.Partition(sku), StockKeys.Journal(1), StockKeys.JournalEnd);
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {end}");
            await foreach (var page in tables.Stock.QueryAsync<JournalEntity>(filter, 1, null, cancellationToken).ConfigureAwait(false))
            {
                return new StockPartitionReading.NoHead($"The head is missing; the journal has entries up to at least position {page.FirstPosition}.");
            }

            return new StockPartitionReading.Unknown();
        }

        var rows = new Rows(sku);
        await ReadAllAsync(rows, cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; attempt <= BusySku.AttemptsMax; attempt++)
        {
            var next = await ReadHeadAsync(sku, cancellationToken).ConfigureAwait(false);
            if (next?.ETag == head.ETag)
            {
                return new StockPartitionReading.Read(rows.ToPartition(head.ToLevels(sku)));
            }

            if (await BusySku.PauseAsync(attempt, jitter, timeProvider, cancellationToken).ConfigureAwait(false))
            {
                next = await ReadHeadAsync(sku, cancellationToken).ConfigureAwait(false);
            }

            if (next is null)
            {
                break;
            }

            await ReadChangedAsync(rows, head.Position, next.Position, cancellationToken).ConfigureAwait(false);
            head = next;
        }

        return new StockPartitionReading.Busy();
    }

    private async Task ReadAllAsync(Rows rows, CancellationToken cancellationToken)
    {
        rows.Clear();
        await ReadFewAsync(rows, cancellationToken).ConfigureAwait(false);
        var (partition, from, end) = (StockKeys.Partition(rows.Sku), StockKeys.ReservationPrefix, StockKeys.ReservationEnd);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {from} and RowKey lt {end}");
        await foreach (var entity in tables.Stock.QueryAsync<ReservationEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            rows.Put(entity);
        }
    }

    /// <summary>Reads transfers and places of those that wait: they are few, and no entry tells of every change of them.</summary>
    private async Task ReadFewAsync(Rows rows, CancellationToken cancellationToken)
    {
        rows.ClearFew();
        var (partition, from, end) = (StockKeys.Partition(rows.Sku), StockKeys.TransferPrefix, StockKeys.TransferEnd);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {from} and RowKey lt {end}");
        await foreach (var entity in tables.Stock.QueryAsync<TransferEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            rows.Put(entity);
        }

        (from, end) = (StockKeys.WaitingPrefix, StockKeys.WaitingEnd);
        filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {from} and RowKey lt {end}");
        await foreach (var entity in tables.Stock.QueryAsync<WaitingEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            rows.Put(entity);
        }
    }

    /// <summary>Reads again what entries after one position, up to another, have changed.</summary>
    private async Task ReadChangedAsync(Rows rows, long after, long upTo, CancellationToken cancellationToken)
    {
        // An order that got nothing, or gave nothing back, wrote no entry: that it waits, or does not any more, tells of it.
        var orders = rows.WaitingOrders;
        await ReadFewAsync(rows, cancellationToken).ConfigureAwait(false);
        orders.SymmetricExceptWith(rows.WaitingOrders);
        if (upTo > after)
        {
            var entries = (int)Math.Min(upTo - after, BusySku.RereadsMax + 1);
            await foreach (var entry in ledger.ReadJournalAsync(rows.Sku, after + 1, entries, cancellationToken).ConfigureAwait(false))
            {
                if (entry.Order is { } order)
                {
                    orders.Add(order);
                }
                else if (MayTouchReservations(entry.Kind))
                {
                    await ReadAllAsync(rows, cancellationToken).ConfigureAwait(false);
                    return;
                }
            }

            if (entries > BusySku.RereadsMax)
            {
                await ReadAllAsync(rows, cancellationToken).ConfigureAwait(false);
                return;
            }
        }

        foreach (var some in orders.Chunk(BusySku.ReadsAtOnceMax))
        {
            var found = await Task.WhenAll(some.Select(order => tables.Stock.GetEntityIfExistsAsync<ReservationEntity>(
                StockKeys.Partition(rows.Sku), StockKeys.Reservation(order), null, cancellationToken))).ConfigureAwait(false);
            for (var i = 0; i < some.Length; i++)
            {
                rows.Put(StockKeys.Reservation(some[i]), found[i].HasValue ? found[i].Value : null);
            }
        }
    }

    /// <summary>Movements of people touch levels alone; what else names no order may have touched anything.</summary>
    internal static bool MayTouchReservations(JournalKind kind) =>
        kind is not (JournalKind.Received or JournalKind.Adjusted or JournalKind.Shipped or JournalKind.SafetyStockSet or JournalKind.IncomingSet
            or JournalKind.OnHandSet or JournalKind.TransferSet or JournalKind.Counted or JournalKind.Mended);

    private async Task<HeadEntity?> ReadHeadAsync(Sku sku, CancellationToken cancellationToken)
    {
        var head = await tables.Stock
            .GetEntityIfExistsAsync<HeadEntity>(StockKeys.Partition(sku), StockKeys.Head, null, cancellationToken)
            .ConfigureAwait(false);
        return head.HasValue ? head.Value : null;
    }

    /// <summary>What was read so far.</summary>
    private sealed class Rows(Sku sku)
    {
        private readonly Dictionary<string, Reservation> _reservations = new(StringComparer.Ordinal);
        private readonly List<StockTransfer> _transfers = [];
        private readonly List<WaitingOrder> _waiting = [];
        private readonly Dictionary<string, string> _unreadable = new(StringComparer.Ordinal);

        public Sku Sku { get; } = sku;

        /// <summary>A set of its own each time.</summary>
        public HashSet<OrderId> WaitingOrders => [.. _waiting.Select(place => place.Order)];

        public void Clear()
        {
            _reservations.Clear();
            _unreadable.Clear();
        }

        public void ClearFew()
        {
            _transfers.Clear();
            _waiting.Clear();
        }

        public void Put(TransferEntity entity) => Read(entity.RowKey, () =>
        {
            if (entity.ToTransfer() is { } found && (found.SetAsideUnits != 0 || found.InTransitUnits != 0))
            {
                _transfers.Add(found);
            }
        });

        public void Put(WaitingEntity entity) => Read(entity.RowKey, () => _waiting.Add(entity.ToWaiting()));

        public void Put(ReservationEntity entity) => Put(entity.RowKey, entity);

        public void Put(string rowKey, ReservationEntity? entity)
        {
            _reservations.Remove(rowKey);
            Read(rowKey, () =>
            {
                // Those that hold nothing and want nothing are most of them after some time.
                if (entity?.ToReservation() is { } found && OrderAudit.IsSeenFromSku(found))
                {
                    _reservations.Add(rowKey, found);
                }
            });
        }

        public StockPartition ToPartition(SkuLevels levels) =>
            new(levels, [.. _reservations.Values], [.. _transfers], [.. _waiting], new Dictionary<string, string>(_unreadable));

        private void Read(string rowKey, Action read)
        {
            _unreadable.Remove(rowKey);
            try
            {
                read();
            }
            catch (Exception e) when (UnreadableRecord.Is(e))
            {
                _unreadable.Add(rowKey, e.Message);
            }
        }
    }
}
