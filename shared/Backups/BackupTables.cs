using Azure.Data.Tables;
using StockFlow.Storage;

namespace StockFlow.Backups;

/// <summary>The table of backup and restore: the pieces of the run under way, and how far a restore has come. It is in no backup itself.</summary>
internal sealed class BackupTables(TableServiceClient service) : ITableSet
{
    public TableClient Backups { get; } = service.GetTableClient("backups");

    public TableClient TableOf(string name) => service.GetTableClient(name);

    /// <summary>Creates the table where it is missing.</summary>
    /// <exception cref="RestoreUnfinishedException">A restore was cut off: what is in the tables is a part of a backup.</exception>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await Backups.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        if (await RestoreProgress.ReadAsync(Backups, cancellationToken).ConfigureAwait(false) is { IsDone: false } restore)
        {
            throw new RestoreUnfinishedException(restore.BackupId);
        }
    }
}
