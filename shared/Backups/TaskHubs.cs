using Azure.Data.Tables;
using StockFlow.Storage;

namespace StockFlow.Backups;

/// <summary>
/// Which task hubs have done work on these tables, and which of them did it before a restore. What such a hub remembers is of another time:
/// it takes the work of restored orders for done, as it has done work of that name.
/// </summary>
/// <param name="table">Other rows of it are in other partitions.</param>
internal sealed class TaskHubs(TableClient table)
{
    private const string Partition = "hub";
    private const string IsOld = "IsOld";

    /// <summary>A hub whose name no setting tells.</summary>
    private const string Unnamed = "=unnamed";

    /// <summary>Notes a hub that the app begins to run with.</summary>
    /// <param name="name">Null where no setting tells it.</param>
    /// <returns>False where it has worked for what was there before a restore.</returns>
    public async Task<bool> TryUseAsync(string? name, CancellationToken cancellationToken)
    {
        var row = RowOf(name);
        var found = await table.GetEntityIfExistsAsync<TableEntity>(Partition, row, null, cancellationToken).ConfigureAwait(false);
        if (found.HasValue)
        {
            return found.Value!.GetBoolean(IsOld) is not true;
        }

        await WriteAsync(row, isOld: false, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>After a restore: every hub that is on record has worked for what is gone. Doing it again changes nothing.</summary>
    /// <returns>Whether there is any.</returns>
    public async Task<bool> RetireAsync(CancellationToken cancellationToken)
    {
        var rows = new List<string>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        await foreach (var hub in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            rows.Add(hub.RowKey);
        }

        foreach (var row in rows)
        {
            await WriteAsync(row, isOld: true, cancellationToken).ConfigureAwait(false);
        }

        return rows.Count > 0;
    }

    /// <summary>Names of hubs are the same in upper and lower case.</summary>
    private static string RowOf(string? name) => name is null ? Unnamed : KeyText.From(name.ToLowerInvariant());

    private Task WriteAsync(string row, bool isOld, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(new TableEntity(Partition, row) { [IsOld] = isOld }, TableUpdateMode.Replace, cancellationToken);
}
