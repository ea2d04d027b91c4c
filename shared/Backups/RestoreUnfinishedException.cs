namespace StockFlow.Backups;

/// <summary>The tables hold a part of a backup: nothing may run on them until the restore has ended.</summary>
public sealed class RestoreUnfinishedException(string backupId)
    : IOException($"The restore of backup {backupId} has not ended. Run it again with: restore --backup {backupId}");
