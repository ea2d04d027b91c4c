using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage.Ledger;
using StockFlow.Telemetry;

namespace StockFlow.Storage;

/// <summary>
/// The one truth of stock: every read and write of levels, reservations and journal goes through here. Safe for any number of callers
/// and processes: a change is decided on the newest state and committed as a whole, or it is not made.
/// </summary>
public sealed class StockLedger
{
    private readonly StorageTables _tables;
    private readonly StockLedgerOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly PartitionWriter _writer;
    private readonly SkuLanes _lanes;
    private readonly JournalReader _journal;

    public StockLedger(StorageTables tables, StockLedgerOptions options, StockFlowMetrics metrics, TimeProvider timeProvider, Jitter jitter)
    {
        _tables = tables;
        _options = options;
        _timeProvider = timeProvider;
        _writer = new PartitionWriter(tables, options, metrics, timeProvider, jitter);
        _lanes = new SkuLanes(options.HeadsCachedMax);
        _journal = new JournalReader(tables);
    }

    /// <summary>Sets what an order holds of one SKU. Durable once answered; the same command again gets the same answer.</summary>
    /// <param name="cancellationToken">Heeded until the command is being committed; after that its outcome is awaited.</param>
    /// <exception cref="ArgumentException">A value of the command is out of its range.</exception>
    /// <exception cref="StockContentionException">Not committed in any attempt; may be sent again.</exception>
    public Task<ReservationOutcome> ExecuteAsync(SetReservation command, CancellationToken cancellationToken)
    {
        command.Check();
        var pending = new PendingReservation(command, cancellationToken);
        Enter(command.Sku, pending);
        return pending.Outcome;
    }

    /// <summary>
    /// Receives, ships, adjusts, or sets safety stock or incoming units. Durable once answered; the same command again gets the same answer.
    /// Announce the SKU after every <see cref="MovementOutcome.Done"/>, also a repeated one: the first caller may have died before it did.
    /// </summary>
    /// <param name="cancellationToken">Heeded until the command is being committed; after that its outcome is awaited.</param>
    /// <exception cref="ArgumentException">A value of the movement is out of its range.</exception>
    /// <exception cref="StockContentionException">Not committed in any attempt; may be sent again.</exception>
    public Task<MovementOutcome> ExecuteAsync(StockMovement movement, CancellationToken cancellationToken)
    {
        movement.Check();
        var pending = new PendingMovement(movement, cancellationToken);
        Enter(movement.Sku, pending);
        return pending.Outcome;
    }

    /// <summary>
    /// Takes units of an order back. Durable once answered; the same command again gets the same answer. Announce the SKU after every
    /// <see cref="ReturnOutcome.Done"/>, also a repeated one.
    /// </summary>
    /// <param name="cancellationToken">Heeded until the command is being committed; after that its outcome is awaited.</param>
    /// <exception cref="ArgumentException">A value of the command is out of its range.</exception>
    /// <exception cref="StockContentionException">Not committed in any attempt; may be sent again.</exception>
    public Task<ReturnOutcome> ExecuteAsync(ReturnUnits command, CancellationToken cancellationToken)
    {
        command.Check();
        var pending = new PendingReturn(command, cancellationToken);
        Enter(command.Sku, pending);
        return pending.Outcome;
    }

    /// <summary>
    /// Gives what is free of a SKU to the orders that wait for it, first come, first served: one page of them. Worth calling when the
    /// levels have <see cref="SkuLevels.WaitingOrders"/>. Again is harmless: an order named as filled is named again until it sets its
    /// reservation under a new revision.
    /// </summary>
    /// <param name="after">What the page before gave as <see cref="FillResult.Next"/>; null begins at the first.</param>
    /// <param name="cancellationToken">Heeded until the page is being committed; after that its outcome is awaited.</param>
    /// <returns>Nothing for an unknown SKU.</returns>
    /// <exception cref="StockContentionException">Not committed in any attempt; may be called again.</exception>
    public Task<FillResult> FillWaitingAsync(Sku sku, WaitingOrder? after, CancellationToken cancellationToken)
    {
        var pending = new PendingFill(sku, after, _timeProvider.GetUtcNow(), cancellationToken);
        Enter(sku, pending);
        return pending.Outcome;
    }

    /// <summary>Reads the orders that wait for a SKU, the first to be served first, and those filled that have not been told.</summary>
    /// <param name="after">The last one of the page before; null begins at the first.</param>
    public async IAsyncEnumerable<WaitingOrder> ReadWaitingAsync(
        Sku sku, WaitingOrder? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = after is null ? StockKeys.WaitingPrefix : StockKeys.Waiting(after.Since, after.Order);
        var (partition, end) = (StockKeys.Partition(sku), StockKeys.WaitingEnd);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {from} and RowKey lt {end}");
        await foreach (var entity in _tables.Stock.QueryAsync<WaitingEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            yield return entity.ToWaiting();
        }
    }

    /// <summary>
    /// Sets how far a transfer has come with one SKU. Durable once answered; the same command again, or an older one, changes nothing.
    /// Announce the SKU after every <see cref="TransferOutcome.Set"/>, also a repeated one: the first caller may have died before it did.
    /// </summary>
    /// <param name="cancellationToken">Heeded until the command is being committed; after that its outcome is awaited.</param>
    /// <exception cref="ArgumentException">A value of the command is out of its range.</exception>
    /// <exception cref="StockContentionException">Not committed in any attempt; may be sent again.</exception>
    public Task<TransferOutcome> ExecuteAsync(SetTransfer command, CancellationToken cancellationToken)
    {
        command.Check();
        var pending = new PendingTransfer(command, cancellationToken);
        Enter(command.Sku, pending);
        return pending.Outcome;
    }

    /// <summary>
    /// Posts what a stocktake found. Durable once answered; the same command again gets the same answer. Announce the SKU after every
    /// <see cref="CountOutcome.Posted"/>, also a repeated one.
    /// </summary>
    /// <param name="cancellationToken">Heeded until the command is being committed; after that its outcome is awaited.</param>
    /// <exception cref="ArgumentException">A value of the command is out of its range.</exception>
    /// <exception cref="StockContentionException">Not committed in any attempt; may be sent again.</exception>
    public Task<CountOutcome> ExecuteAsync(PostCount command, CancellationToken cancellationToken)
    {
        command.Check();
        var pending = new PendingCount(command, cancellationToken);
        Enter(command.Sku, pending);
        return pending.Outcome;
    }

    /// <summary>Reads the newest levels of one SKU; null where the ledger never saw it.</summary>
    public async Task<SkuLevels?> ReadLevelsAsync(Sku sku, CancellationToken cancellationToken)
    {
        var head = await _tables.Stock
            .GetEntityIfExistsAsync<HeadEntity>(StockKeys.Partition(sku), StockKeys.Head, null, cancellationToken)
            .ConfigureAwait(false);
        return head.HasValue ? head.Value!.ToLevels(sku) : null;
    }

    /// <summary>Reads the newest levels of several SKUs for a list.</summary>
    /// <param name="skus">In the order of the list.</param>
    /// <returns>The SKUs that the ledger has seen, in that order, and the heads that are not of our form.</returns>
    public async Task<ListPage<SkuLevels>> ListLevelsAsync(IReadOnlyCollection<Sku> skus, CancellationToken cancellationToken)
    {
        var (found, unreadable) = (new List<SkuLevels>(skus.Count), new List<UnreadableRow>());
        foreach (var some in skus.Chunk(_options.ReadsAtOnceMax))
        {
            foreach (var (levels, fault) in await Task.WhenAll(some.Select(ReadOneAsync)).ConfigureAwait(false))
            {
                found.AddRange(levels is null ? [] : [levels]);
                unreadable.AddRange(fault is null ? [] : [fault]);
            }
        }

        return new ListPage<SkuLevels>(found, unreadable, null);

        async Task<(SkuLevels? Levels, UnreadableRow? Fault)> ReadOneAsync(Sku sku)
        {
            try
            {
                return (await ReadLevelsAsync(sku, cancellationToken).ConfigureAwait(false), null);
            }
            catch (Exception e) when (UnreadableRecord.IsRow(e))
            {
                return (null, UnreadableRow.Of(TableNames.Stock, StockKeys.Partition(sku), StockKeys.Head, e));
            }
        }
    }

    /// <summary>Reads the newest levels of several SKUs; a SKU the ledger never saw is absent from the answer.</summary>
    public async Task<IReadOnlyDictionary<Sku, SkuLevels>> ReadLevelsAsync(IReadOnlyCollection<Sku> skus, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Sku, SkuLevels>(skus.Count);
        foreach (var some in skus.Distinct().Chunk(_options.ReadsAtOnceMax))
        {
            foreach (var levels in await Task.WhenAll(some.Select(sku => ReadLevelsAsync(sku, cancellationToken))).ConfigureAwait(false))
            {
                if (levels is not null)
                {
                    found.Add(levels.Sku, levels);
                }
            }
        }

        return found;
    }

    /// <summary>Reads journal entries from a position on, oldest first, also archived ones.</summary>
    /// <param name="fromPosition">1 for the first entry.</param>
    /// <param name="entriesMax">Ends after so many; at least 1.</param>
    public IAsyncEnumerable<JournalEntry> ReadJournalAsync(Sku sku, long fromPosition, int entriesMax, CancellationToken cancellationToken) =>
        _journal.ReadAsync(sku, fromPosition, entriesMax, cancellationToken);

    /// <summary>Reads what one order holds of a SKU; null where it never asked.</summary>
    public async Task<Reservation?> ReadReservationAsync(Sku sku, OrderId order, CancellationToken cancellationToken)
    {
        var found = await _tables.Stock
            .GetEntityIfExistsAsync<ReservationEntity>(StockKeys.Partition(sku), StockKeys.Reservation(order), null, cancellationToken)
            .ConfigureAwait(false);
        return found.HasValue ? found.Value!.ToReservation() : null;
    }

    /// <summary>Reads a page of the reservations of a SKU, also those that hold nothing any more, in the order of their keys.</summary>
    /// <param name="after">The last order of the page before; null begins at the first.</param>
    /// <param name="pageToken">Null, else what the page before gave, with the same <paramref name="after"/>.</param>
    public Task<ListPage<Reservation>> ReadReservationPageAsync(
        Sku sku, OrderId? after, string? pageToken, int pageSize, CancellationToken cancellationToken) =>
        ListRows.ReadPageAsync<ReservationEntity, Reservation>(
            _tables.Stock, ReservationFilter(sku, after), pageToken, pageSize, entity => entity.ToReservation(), cancellationToken);

    /// <summary>Reads the reservations of a SKU, also those that hold nothing any more, in the order of their keys.</summary>
    /// <param name="after">The last order of the page before; null begins at the first.</param>
    public async IAsyncEnumerable<Reservation> ReadReservationsAsync(
        Sku sku, OrderId? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = ReservationFilter(sku, after);
        await foreach (var entity in _tables.Stock.QueryAsync<ReservationEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            yield return entity.ToReservation();
        }
    }

    /// <summary>How far a transfer has come with a SKU; null where the ledger has done nothing for it.</summary>
    public async Task<StockTransfer?> ReadTransferAsync(Sku sku, TransferId transfer, CancellationToken cancellationToken)
    {
        var found = await _tables.Stock
            .GetEntityIfExistsAsync<TransferEntity>(StockKeys.Partition(sku), StockKeys.Transfer(transfer), null, cancellationToken)
            .ConfigureAwait(false);
        return found.HasValue ? found.Value!.ToTransfer() : null;
    }

    /// <summary>Reads the transfers of a SKU, also those that are over, in the order of their ids.</summary>
    public async IAsyncEnumerable<StockTransfer> ReadTransfersAsync(Sku sku, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (partition, from, end) = (StockKeys.Partition(sku), StockKeys.TransferPrefix, StockKeys.TransferEnd);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {end}");
        await foreach (var entity in _tables.Stock.QueryAsync<TransferEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            yield return entity.ToTransfer();
        }
    }

    /// <summary>Reads one page of the SKUs the ledger knows, in the order of their keys.</summary>
    /// <param name="after">The last SKU of the page before; null for the first page.</param>
    /// <param name="pageSize">1 to 1,000. A page with fewer is the last one.</param>
    /// <returns>May hold a SKU whose first receipt never came to be: it has no levels.</returns>
    public async Task<IReadOnlyList<Sku>> ReadSkusAsync(Sku? after, int pageSize, CancellationToken cancellationToken)
    {
        var (partition, from) = (SkuEntity.Partition, after is { } sku ? StockKeys.Partition(sku) : string.Empty);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {from}");
        var page = new List<Sku>(pageSize);
        await foreach (var entity in _tables.Skus.QueryAsync<SkuEntity>(filter, pageSize, null, cancellationToken).ConfigureAwait(false))
        {
            page.Add(Sku.Parse(KeyText.ToText(entity.RowKey)));
            if (page.Count == pageSize)
            {
                break;
            }
        }

        return page;
    }

    private static string ReservationFilter(Sku sku, OrderId? after)
    {
        var from = after is { } order ? StockKeys.Reservation(order) : StockKeys.ReservationPrefix;
        var (partition, end) = (StockKeys.Partition(sku), StockKeys.ReservationEnd);
        return TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {from} and RowKey lt {end}");
    }

    private void Enter(Sku sku, PendingCommand command)
    {
        while (true)
        {
            var lane = _lanes.Get(sku);
            switch (lane.Enter(command))
            {
                case true:
                    _ = _writer.RunAsync(lane);
                    return;
                case false:
                    return;
                default:
                    _lanes.Forget(lane);
                    break;
            }
        }
    }
}
