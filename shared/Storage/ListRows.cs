using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;

namespace StockFlow.Storage;

/// <summary>
/// Rows of a table as a list. A row that is not of our form is named and hides none of the others; one that somebody has put on the list anew
/// is not taken off by whoever meant the one before.
/// </summary>
internal static class ListRows
{
    private const int PageSizeMax = 1_000;
    private const int ReadsAtOnceMax = 16;
    private const int RemovalTriesMax = 3;

    /// <summary>Reads one page.</summary>
    /// <param name="filter">Null for all rows of the table.</param>
    /// <param name="pageToken">Null for the first page, else what the page before gave.</param>
    /// <param name="read">Throws as in <see cref="UnreadableRecord.IsRow"/> where a row is not of our form.</param>
    public static async Task<ListPage<T>> ReadPageAsync<TRow, T>(
        TableClient table, string? filter, string? pageToken, int pageSize, Func<TRow, T> read, CancellationToken cancellationToken)
        where TRow : class, ITableEntity
    {
        try
        {
            var query = table.QueryAsync<TRow>(filter, pageSize, null, cancellationToken);
            await foreach (var page in query.AsPages(pageToken, pageSize).ConfigureAwait(false))
            {
                return new ListPage<T>([.. page.Values.Select(read)], [], page.ContinuationToken);
            }

            return new ListPage<T>([], [], null);
        }
        catch (Exception e) when (UnreadableRecord.IsRow(e))
        {
            // A property of another type fails the page as a whole, and does not say which row it is.
            return await ReadOneByOneAsync(table, filter, pageToken, pageSize, read, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads all rows but those that are not of our form, for whoever works through a list. Pages and the audit show what was left out.</summary>
    public static async IAsyncEnumerable<T> ReadAsync<TRow, T>(
        TableClient table, string? filter, Func<TRow, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRow : class, ITableEntity
    {
        string? pageToken = null;
        do
        {
            var page = await ReadPageAsync(table, filter, pageToken, PageSizeMax, read, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            pageToken = page.NextPageToken;
        }
        while (pageToken is not null);
    }

    /// <summary>Takes a row off the list if it is one that is meant. Whoever writes it meanwhile has it looked at again.</summary>
    /// <returns>Whether it is gone by this.</returns>
    public static async Task<bool> RemoveIfAsync<TRow>(
        TableClient table, string partition, string row, Func<TRow, bool> isMeant, CancellationToken cancellationToken)
        where TRow : class, ITableEntity
    {
        for (var tries = 0; tries < RemovalTriesMax; tries++)
        {
            var found = await table.GetEntityIfExistsAsync<TRow>(partition, row, null, cancellationToken).ConfigureAwait(false);
            if (!found.HasValue || !isMeant(found.Value!))
            {
                return false;
            }

            try
            {
                await table.DeleteEntityAsync(partition, row, found.Value!.ETag, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (RequestFailedException e) when (e.Status is 404 or 412)
            {
                // Somebody was faster.
            }
        }

        return false;
    }

    private static async Task<ListPage<T>> ReadOneByOneAsync<TRow, T>(
        TableClient table, string? filter, string? pageToken, int pageSize, Func<TRow, T> read, CancellationToken cancellationToken)
        where TRow : class, ITableEntity
    {
        var (items, unreadable, next) = (new List<T>(), new List<UnreadableRow>(), (string?)null);
        var query = table.QueryAsync<TableEntity>(filter, pageSize, ["PartitionKey", "RowKey"], cancellationToken);
        await foreach (var page in query.AsPages(pageToken, pageSize).ConfigureAwait(false))
        {
            foreach (var some in page.Values.Chunk(ReadsAtOnceMax))
            {
                foreach (var (isThere, item, fault) in await Task.WhenAll(some.Select(ReadOneAsync)).ConfigureAwait(false))
                {
                    if (fault is not null)
                    {
                        unreadable.Add(fault);
                    }
                    else if (isThere)
                    {
                        items.Add(item!);
                    }
                }
            }

            next = page.ContinuationToken;
            break;
        }

        return new ListPage<T>(items, unreadable, next);

        async Task<(bool IsThere, T? Item, UnreadableRow? Fault)> ReadOneAsync(TableEntity key)
        {
            try
            {
                var row = await table.GetEntityIfExistsAsync<TRow>(key.PartitionKey, key.RowKey, null, cancellationToken).ConfigureAwait(false);
                return (row.HasValue, row.HasValue ? read(row.Value!) : default, null);
            }
            catch (Exception e) when (UnreadableRecord.IsRow(e))
            {
                return (true, default, UnreadableRow.Of(table.Name, key.PartitionKey, key.RowKey, e));
            }
        }
    }
}
