using Azure.Data.Tables;
using StockFlow.Storage;

namespace StockFlow.Backups;

/// <summary>The table of backup and restore: the pieces of the run under way, and how far a restore has come. It is in no backup itself.</summary>
/// <param name="taskHub">The one that the app runs with; null where no setting tells it.</param>
internal sealed class BackupTables(TableServiceClient service, string? taskHub) : ITableSet
{
    public TableClient Backups { get; } = service.GetTableClient("backups");

    public TaskHubs Hubs => new(Backups);

    public TableClient TableOf(string name) => service.GetTableClient(name);

    /// <summary>Creates the table where it is missing.</summary>
    /// <exception cref="RestoreUnfinishedException">A restore was cut off: what is in the tables is a part of a backup.</exception>
    /// <exception cref="RestoredHubException">The task hub has worked for what was in the tables before a restore.</exception>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await Backups.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        if (await RestoreProgress.ReadAsync(Backups, cancellationToken).ConfigureAwait(false) is { IsDone: false } restore)
        {
            throw new RestoreUnfinishedException(restore.BackupId);
        }

        if (!await Hubs.TryUseAsync(taskHub, cancellationToken).ConfigureAwait(false))
        {
            throw new RestoredHubException(taskHub);
        }
    }
}
