namespace StockFlow.Backups;

/// <summary>What is to be restored.</summary>
/// <param name="BackupId">Which backup; null for the newest.</param>
/// <param name="ChecksOnly">Whether the backup is only read and checked.</param>
/// <param name="Clears">Whether what is in the tables is deleted first.</param>
/// <param name="TakesUnsealed">Whether a backup without seal is taken although there is a key: one from before there was.</param>
public sealed record RestoreRequest(string? BackupId = null, bool ChecksOnly = false, bool Clears = false, bool TakesUnsealed = false);
