using Azure.Data.Tables;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>A fill of one page of the orders that wait for a SKU, the first ones first.</summary>
/// <param name="after">The last order of the page before; null begins at the first.</param>
/// <param name="now">UTC: pre-orders with a later release date are passed over.</param>
internal sealed class PendingFill(Sku sku, WaitingOrder? after, DateTimeOffset now, CancellationToken cancellationToken)
    : PendingCommand(StockKeys.WaitingPrefix, cancellationToken)
{
    /// <summary>Orders per page: each may write its reservation and its place.</summary>
    public const int OrdersMax = 40;

    private readonly TaskCompletionSource<FillResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<WaitingEntity> _page = [];
    private FillResult? _result;

    public Task<FillResult> Outcome => _completion.Task;

    public override int WritesMax => 2 * OrdersMax;

    public override bool IsProbablyNew => false;

    public override bool NeedsNewestHead => true;

    public override bool NeedsAllWaiting => true;

    public override void Decide(PartitionSheet sheet)
    {
        var filled = new List<WaitingOrder>();
        var (last, isChanged) = (_page.Count == OrdersMax ? _page[^1] : null, false);
        for (var i = 0; i < _page.Count; i++)
        {
            if (sheet.IsFull)
            {
                last = _page[i - 1];
                break;
            }

            // A command before this one in the group may have taken the order out.
            if (sheet.Record(_page[i].RowKey) is WaitingEntity waiting)
            {
                isChanged |= TryFill(sheet, ref waiting);
                if (waiting.IsFilled == true)
                {
                    filled.Add(waiting.ToWaiting());
                }
            }
        }

        _result = new FillResult(filled, last?.ToWaiting(), isChanged);
    }

    public override async Task<IReadOnlyList<RecordRead>> ReadRecordsAsync(
        TableClient table, PartitionSheet sheet, CancellationToken cancellationToken)
    {
        _page = sheet.Levels is null ? [] : await ReadPageAsync(table, sheet.PartitionKey, cancellationToken).ConfigureAwait(false);
        var reads = await Task.WhenAll(_page.Where(waiting => IsCandidate(waiting, sheet.Levels!)).Select(async waiting =>
        {
            var rowKey = StockKeys.Reservation(StockKeys.WaitingOrder(waiting.RowKey));
            return new RecordRead(rowKey, await ReadAsync<ReservationEntity>(table, sheet.PartitionKey, rowKey, cancellationToken).ConfigureAwait(false));
        })).ConfigureAwait(false);
        return [.. _page.Select(waiting => new RecordRead(waiting.RowKey, waiting)), .. reads];
    }

    public override void Complete() => _completion.SetResult(_result!);

    public override void Fail(Exception exception) => _completion.SetException(exception);

    public override void Cancel() => _completion.SetCanceled(CancellationToken);

    private bool TryFill(PartitionSheet sheet, ref WaitingEntity waiting)
    {
        var order = StockKeys.WaitingOrder(waiting.RowKey);
        if (waiting.NotBefore > now || sheet.Record(StockKeys.Reservation(order)) is not ReservationEntity entity)
        {
            return false;
        }

        var onRecord = entity.ToReservation();
        var decision = ReservationRules.Fill(sheet.Levels!, onRecord, waiting.ToTerms(sku, onRecord));
        if (decision.Record is not { } record)
        {
            return false;
        }

        waiting = waiting.Filled();
        sheet.Put(waiting);
        sheet.Put(ReservationEntity.From(sheet.PartitionKey, entity.RowKey, record));
        sheet.Change(decision.Levels!, JournalKind.BackordersFilled, $"{order}@{record.Revision}-fill", null, null, decision.Changes);
        return decision.Changes.Count > 0;
    }

    /// <summary>Whether there may be something for it. Decided before its reservation is read, so that a SKU without units costs no reads.</summary>
    private bool IsCandidate(WaitingEntity waiting, SkuLevels levels) =>
        !(waiting.NotBefore > now)
        && (waiting is { NotBefore: not null, IsFilled: not true } or { BackorderLimitUnits: > 0 }
            || levels.Locations.Any(level => level.AvailableUnits + level.BackorderedUnits > 0 && waiting.MayDrawFrom(level.Location)));

    private async Task<IReadOnlyList<WaitingEntity>> ReadPageAsync(TableClient table, string partition, CancellationToken cancellationToken)
    {
        var (from, end) = (after is null ? StockKeys.WaitingPrefix : StockKeys.Waiting(after.Since, after.Order), StockKeys.WaitingEnd);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {from} and RowKey lt {end}");
        var page = new List<WaitingEntity>(OrdersMax);
        await foreach (var waiting in table.QueryAsync<WaitingEntity>(filter, OrdersMax, null, cancellationToken).ConfigureAwait(false))
        {
            page.Add(waiting);
            if (page.Count == OrdersMax)
            {
                break;
            }
        }

        return page;
    }
}
