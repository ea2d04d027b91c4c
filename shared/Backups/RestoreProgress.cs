using Azure.Data.Tables;

namespace StockFlow.Backups;

/// <summary>How far a restore has come. There is one at a time: it is for whoever keeps the app stopped.</summary>
/// <param name="BackupId">Of which backup.</param>
/// <param name="PiecesDone">Pieces that are restored; later ones may be in part.</param>
/// <param name="IsDone">Whether it has ended.</param>
/// <param name="At">When that was written, UTC.</param>
internal sealed record RestoreProgress(string BackupId, int PiecesDone, bool IsDone, DateTimeOffset At)
{
    private const string Key = "restore";

    public static async Task<RestoreProgress?> ReadAsync(TableClient table, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(Key, Key, cancellationToken: cancellationToken).ConfigureAwait(false);
        return found.HasValue
            ? new RestoreProgress(
                found.Value!.GetString("BackupId")!,
                found.Value.GetInt32("PiecesDone")!.Value,
                found.Value.GetBoolean("IsDone")!.Value,
                found.Value.GetDateTimeOffset("At")!.Value)
            : null;
    }

    public Task WriteAsync(TableClient table, CancellationToken cancellationToken) => table.UpsertEntityAsync(
        new TableEntity(Key, Key) { ["BackupId"] = BackupId, ["PiecesDone"] = PiecesDone, ["IsDone"] = IsDone, ["At"] = At },
        TableUpdateMode.Replace,
        cancellationToken);
}
