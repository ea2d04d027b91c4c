using Azure;
using Azure.Data.Tables;
using StockFlow.Orders;
using StockFlow.Storage.Waiting;

namespace StockFlow.Storage;

/// <summary>Which unpaid orders hold units until when. A row is a reminder: whether it still counts, the order says.</summary>
public sealed class HoldStore(StorageTables tables)
{
    private readonly TableClient _table = tables.Holds;

    /// <summary>Reads holds whose deadline has passed, the oldest first.</summary>
    public IAsyncEnumerable<OrderHold> ReadDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (partition, end) = (HoldEntity.Partition, HoldEntity.RowsUntil(now.AddTicks(1)));
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey lt {end}");
        return ListRows.ReadAsync<HoldEntity, OrderHold>(_table, filter, entity => entity.ToHold(), cancellationToken);
    }

    /// <summary>Reads holds page by page, the earliest deadline first.</summary>
    /// <param name="pageToken">Null for the first page, else what the page before gave.</param>
    public Task<ListPage<OrderHold>> ReadPageAsync(string? pageToken, int pageSize, CancellationToken cancellationToken) =>
        ListRows.ReadPageAsync<HoldEntity, OrderHold>(_table, null, pageToken, pageSize, entity => entity.ToHold(), cancellationToken);

    internal async Task<bool> IsListedAsync(OrderHold hold, CancellationToken cancellationToken) =>
        (await _table.GetEntityIfExistsAsync<HoldEntity>(HoldEntity.Partition, HoldEntity.Row(hold), null, cancellationToken).ConfigureAwait(false)).HasValue;

    internal Task AddAsync(OrderHold hold, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(HoldEntity.From(hold), TableUpdateMode.Replace, cancellationToken);

    internal async Task RemoveAsync(OrderHold hold, CancellationToken cancellationToken)
    {
        try
        {
            await _table.DeleteEntityAsync(HoldEntity.Partition, HoldEntity.Row(hold), ETag.All, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // Gone already: removing is idempotent.
        }
    }
}
