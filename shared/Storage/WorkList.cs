using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;

namespace StockFlow.Storage;

/// <summary>
/// The documents of a table that may have work left, in a partition of their own. An entry is written before the document asks for work,
/// and taken off only by whoever reads the list and finds the document settled; so none is missed if the process that wrote it dies.
/// </summary>
/// <param name="table">Other rows of it are in other partitions.</param>
internal sealed class WorkList(TableClient table)
{
    private const string Partition = "=work";

    /// <summary>The row that stands for a document.</summary>
    public static TableEntity Entry(string id) => new(Partition, id);

    public Task AddAsync(string id, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(Entry(id), TableUpdateMode.Replace, cancellationToken);

    public async Task<bool> HasAsync(string id, CancellationToken cancellationToken) =>
        (await table.GetEntityIfExistsAsync<TableEntity>(Partition, id, null, cancellationToken).ConfigureAwait(false)).HasValue;

    /// <summary>Reads the documents that have work left, in the order of the ids; those found without are taken off the list.</summary>
    /// <param name="read">Reads a document by its id; null where there is none.</param>
    public async IAsyncEnumerable<T> ReadAsync<T>(
        Func<string, Task<T?>> read, Func<T, bool> hasWork, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        await foreach (var entry in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            T? document;
            try
            {
                document = await read(entry.RowKey).ConfigureAwait(false);
            }
            catch (Exception e) when (UnreadableRecord.IsRow(e))
            {
                // It stays on the list and stops none of the others; the list of documents and the audit show it.
                continue;
            }

            if (document is not null && hasWork(document))
            {
                yield return document;
            }
            else
            {
                await RemoveAsync(entry.RowKey, entry.ETag, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes an entry off, unless it was written again since it was read.</summary>
    /// <param name="etag">Read before the document was found settled.</param>
    private async Task RemoveAsync(string id, ETag etag, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(Partition, id, etag, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // Somebody else took it off, or there is new work.
        }
    }
}
