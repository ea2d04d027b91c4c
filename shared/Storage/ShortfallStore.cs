using Azure;
using Azure.Data.Tables;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage.Waiting;

namespace StockFlow.Storage;

/// <summary>What orders want and do not have yet. The orders and the ledger are the truth; this is the list of where to look.</summary>
public sealed class ShortfallStore(StorageTables tables)
{
    /// <summary>The most writes that one transaction takes.</summary>
    private const int TransactionSizeMax = 100;

    private readonly TableClient _table = tables.Shortfalls;

    /// <summary>Reads what one order waits for of one SKU; null where it is nothing.</summary>
    public async Task<Shortfall?> ReadAsync(OrderId order, Sku sku, CancellationToken cancellationToken)
    {
        var found = await _table
            .GetEntityIfExistsAsync<ShortfallEntity>(ShortfallEntity.Partition(order), ShortfallEntity.Row(sku), null, cancellationToken)
            .ConfigureAwait(false);
        return found.HasValue ? found.Value!.ToShortfall() : null;
    }

    /// <summary>Reads everything one order waits for.</summary>
    public async Task<IReadOnlyList<Shortfall>> ReadAsync(OrderId order, CancellationToken cancellationToken)
    {
        var partition = ShortfallEntity.Partition(order);
        var found = new List<Shortfall>();
        await foreach (var entity in _table
            .QueryAsync<ShortfallEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken: cancellationToken)
            .ConfigureAwait(false))
        {
            found.Add(entity.ToShortfall());
        }

        return found;
    }

    /// <summary>Reads one page of a list, by order.</summary>
    /// <param name="list">Which units are asked about.</param>
    /// <param name="pageToken">Null for the first page, else what the page before gave.</param>
    public Task<ListPage<Shortfall>> ReadPageAsync(
        ShortfallList list, string? pageToken, int pageSize, CancellationToken cancellationToken)
    {
        var filter = list switch
        {
            ShortfallList.Short => "ShortUnits gt 0",
            ShortfallList.Promised => "BackorderedUnits gt 0 or PreorderedUnits gt 0",
            _ => null,
        };
        return ListRows.ReadPageAsync<ShortfallEntity, Shortfall>(_table, filter, pageToken, pageSize, entity => entity.ToShortfall(), cancellationToken);
    }

    /// <summary>Puts shortfalls of one order on the list; the newest ones stand.</summary>
    internal async Task SetAsync(IReadOnlyCollection<Shortfall> shortfalls, CancellationToken cancellationToken)
    {
        foreach (var some in shortfalls.Chunk(TransactionSizeMax))
        {
            await _table
                .SubmitTransactionAsync(
                    some.Select(shortfall => new TableTransactionAction(TableTransactionActionType.UpsertReplace, ShortfallEntity.From(shortfall))),
                    cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Notes that the alert was raised, unless the row has changed or gone since: then the next look finds out.</summary>
    internal async Task MarkAlertedAsync(Shortfall shortfall, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var found = await _table
            .GetEntityIfExistsAsync<ShortfallEntity>(ShortfallEntity.Partition(shortfall.Order), ShortfallEntity.Row(shortfall.Sku), null, cancellationToken)
            .ConfigureAwait(false);
        if (!found.HasValue || found.Value!.ToShortfall() != shortfall)
        {
            return;
        }

        try
        {
            await _table.UpdateEntityAsync(ShortfallEntity.From(shortfall with { AlertedAt = at }), found.Value.ETag, TableUpdateMode.Replace, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // Somebody else wrote it.
        }
    }

    /// <summary>Takes a row off the list if it is still as it was read.</summary>
    /// <returns>Whether it is gone by this.</returns>
    internal Task<bool> RemoveUnchangedAsync(Shortfall shortfall, CancellationToken cancellationToken) =>
        RemoveIfAsync(shortfall.Order, shortfall.Sku, listed => listed == shortfall, cancellationToken);

    /// <summary>Takes a row off the list unless a later revision has put it there.</summary>
    internal Task RemoveUpToAsync(OrderId order, Sku sku, int revision, CancellationToken cancellationToken) =>
        RemoveIfAsync(order, sku, listed => listed.Revision <= revision, cancellationToken);

    private Task<bool> RemoveIfAsync(OrderId order, Sku sku, Func<Shortfall, bool> isMeant, CancellationToken cancellationToken) =>
        ListRows.RemoveIfAsync<ShortfallEntity>(
            _table, ShortfallEntity.Partition(order), ShortfallEntity.Row(sku), entity => isMeant(entity.ToShortfall()), cancellationToken);
}
