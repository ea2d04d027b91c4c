using Azure.Data.Tables;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>A command on its way: which record it goes by, how it is decided, and who waits for the answer.</summary>
internal abstract class PendingCommand(string rowKey, CancellationToken cancellationToken)
{
    /// <summary>The entity that makes a repeat of this command visible.</summary>
    public string RowKey { get; } = rowKey;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The most records that deciding it writes.</summary>
    public abstract int WritesMax { get; }

    /// <summary>Whether the record is so likely to be missing that adding it blindly, and reading it only on a conflict, is cheaper.</summary>
    public abstract bool IsProbablyNew { get; }

    /// <summary>Whether an answer without a write must come from the newest head; else the commit finds out that it was outdated.</summary>
    public virtual bool NeedsNewestHead => false;

    /// <summary>Whether it goes by all orders that wait: in a transaction after one that began to wait, it would pass over that one.</summary>
    public virtual bool NeedsAllWaiting => false;

    /// <summary>Decides the command from the sheet and writes the decision back to it.</summary>
    public abstract void Decide(PartitionSheet sheet);

    /// <summary>Reads the records this kind of command goes by.</summary>
    /// <param name="sheet">Not yet decided on by anyone.</param>
    public abstract Task<IReadOnlyList<RecordRead>> ReadRecordsAsync(
        TableClient table, PartitionSheet sheet, CancellationToken cancellationToken);

    /// <summary>Hands the answer to the caller, once it is durable.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);

    public abstract void Cancel();

    protected static async Task<T?> ReadAsync<T>(
        TableClient table, string partitionKey, string rowKey, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        var found = await table.GetEntityIfExistsAsync<T>(partitionKey, rowKey, null, cancellationToken).ConfigureAwait(false);
        return found.HasValue ? found.Value : null;
    }
}
