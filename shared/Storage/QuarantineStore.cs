using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage.Quarantine;

namespace StockFlow.Storage;

/// <summary>Which orders wait in quarantine, by what they wait for. The lines themselves are with the order.</summary>
public sealed class QuarantineStore(StorageTables tables)
{
    private readonly TableClient _table = tables.Quarantine;

    /// <summary>Reads who waits, at most so many, by SKU.</summary>
    public async IAsyncEnumerable<QuarantineEntry> ReadAsync(int entriesMax, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = entriesMax;
        await foreach (var entry in ReadAsync((string?)null, cancellationToken).ConfigureAwait(false))
        {
            if (left-- <= 0)
            {
                yield break;
            }

            yield return entry;
        }
    }

    /// <summary>Reads who waits, page by page, by SKU.</summary>
    /// <param name="pageToken">Null for the first page, else what the page before gave.</param>
    public Task<ListPage<QuarantineEntry>> ReadPageAsync(string? pageToken, int pageSize, CancellationToken cancellationToken) =>
        ListRows.ReadPageAsync<QuarantineEntity, QuarantineEntry>(_table, null, pageToken, pageSize, entity => entity.ToEntry(), cancellationToken);

    /// <summary>Reads who waits for one SKU.</summary>
    public IAsyncEnumerable<QuarantineEntry> ReadAsync(Sku sku, CancellationToken cancellationToken)
    {
        var partition = QuarantineEntity.Partition(sku);
        return ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken);
    }

    /// <summary>Puts an order on the list. The entry only points to the order, so the newest one stands.</summary>
    internal Task AddAsync(QuarantineEntry entry, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(QuarantineEntity.From(entry), TableUpdateMode.Replace, cancellationToken);

    /// <summary>Whether an order is on the list for a SKU, whatever revision put it there.</summary>
    internal async Task<bool> IsListedAsync(OrderId order, Sku? sku, CancellationToken cancellationToken) =>
        (await _table.GetEntityIfExistsAsync<QuarantineEntity>(
            QuarantineEntity.Partition(sku), QuarantineEntity.Row(order), null, cancellationToken).ConfigureAwait(false)).HasValue;

    /// <summary>Takes an order off the list if nobody has put it there anew.</summary>
    /// <returns>Whether it was taken off.</returns>
    internal Task<bool> RemoveUnchangedAsync(QuarantineEntry entry, CancellationToken cancellationToken) =>
        RemoveIfAsync(entry.Order, entry.Sku, listed => listed == entry, cancellationToken);

    /// <summary>Takes an order off the list unless a later revision has put it there.</summary>
    internal Task RemoveUpToAsync(OrderId order, Sku? sku, int revision, CancellationToken cancellationToken) =>
        RemoveIfAsync(order, sku, listed => listed.Revision <= revision, cancellationToken);

    private IAsyncEnumerable<QuarantineEntry> ReadAsync(string? filter, CancellationToken cancellationToken) =>
        ListRows.ReadAsync<QuarantineEntity, QuarantineEntry>(_table, filter, entity => entity.ToEntry(), cancellationToken);

    private Task<bool> RemoveIfAsync(OrderId order, Sku? sku, Func<QuarantineEntry, bool> isMeant, CancellationToken cancellationToken) =>
        ListRows.RemoveIfAsync<QuarantineEntity>(
            _table, QuarantineEntity.Partition(sku), QuarantineEntity.Row(order), entity => isMeant(entity.ToEntry()), cancellationToken);
}
