using Azure;
using Azure.Data.Tables;
using StockFlow.Channels;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Transfers;

/// <summary>The documents of transfers. Every write is conditional on the version that was read.</summary>
public sealed class TransferStore(TransferTables tables, TimeProvider timeProvider, Jitter jitter)
{
    private const int AttemptsMax = 12;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromMilliseconds(500);

    private readonly TableClient _table = tables.Transfers;
    private readonly WorkList _work = new(tables.Transfers);

    /// <summary>Reads a transfer; null where there is none.</summary>
    public async Task<Transfer?> ReadAsync(TransferId id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken).ConfigureAwait(false) is { } entity ? TransferEntity.ToTransfer(entity) : null;

    /// <summary>Reads transfers, page by page in the order of their ids.</summary>
    /// <param name="pageToken">Null for the first page, else what the page before gave.</param>
    public Task<ListPage<Transfer>> ReadPageAsync(string? pageToken, int pageSize, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {TransferEntity.Partition}");
        return ListRows.ReadPageAsync<TableEntity, Transfer>(_table, filter, pageToken, pageSize, TransferEntity.ToTransfer, cancellationToken);
    }

    /// <summary>Reads the transfers that the ledger has not been brought to yet; those found settled are taken off the list.</summary>
    public IAsyncEnumerable<Transfer> ReadUnsettledAsync(CancellationToken cancellationToken) =>
        _work.ReadAsync(id => ReadAsync(TransferId.Parse(id), cancellationToken), transfer => !transfer.IsSettled, cancellationToken);

    /// <summary>Puts a new transfer on record.</summary>
    /// <returns>The transfer on record: this one, or that which had the id before.</returns>
    internal async Task<Transfer> AddAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        await _work.AddAsync(transfer.Id.Value, cancellationToken).ConfigureAwait(false);
        try
        {
            await _table.AddEntityAsync(TransferEntity.Of(transfer), cancellationToken).ConfigureAwait(false);
            return transfer;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return (await ReadAsync(transfer.Id, cancellationToken).ConfigureAwait(false))!;
        }
    }

    /// <summary>Asks something of a transfer.</summary>
    /// <param name="ask">Pure, as it may be called several times. What it accepts is put on record.</param>
    internal async Task<TransferAnswer> AskAsync(TransferId id, Func<Transfer, TransferAnswer> ask, CancellationToken cancellationToken)
    {
        TransferAnswer answer = new TransferAnswer.Unknown();
        await ChangeAsync(
            id,
            known =>
            {
                answer = ask(known);
                return answer is TransferAnswer.Accepted accepted ? accepted.Transfer : known;
            },
            cancellationToken).ConfigureAwait(false);
        return answer;
    }

    /// <param name="change">Pure, as it may be called several times. The same object means no change.</param>
    /// <returns>The transfer on record; null where there is none.</returns>
    internal async Task<Transfer?> ChangeAsync(TransferId id, Func<Transfer, Transfer> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } entity)
            {
                return null;
            }

            var known = TransferEntity.ToTransfer(entity);
            var after = change(known);
            if (ReferenceEquals(known, after))
            {
                return known;
            }

            if (!after.IsSettled)
            {
                await _work.AddAsync(id.Value, cancellationToken).ConfigureAwait(false);
            }

            try
            {
                await _table.UpdateEntityAsync(TransferEntity.Of(after), entity.ETag, TableUpdateMode.Replace, cancellationToken).ConfigureAwait(false);
                return after;
            }
            catch (RequestFailedException e) when (e.Status == 412 && attempt < AttemptsMax)
            {
                await Task.Delay(jitter.Backoff(attempt, RetryDelay, RetryDelayMax), timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<TableEntity?> FindAsync(TransferId id, CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(TransferEntity.Partition, id.Value, null, cancellationToken).ConfigureAwait(false);
        return found.HasValue ? found.Value : null;
    }
}
