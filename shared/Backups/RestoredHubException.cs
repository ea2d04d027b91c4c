namespace StockFlow.Backups;

/// <summary>The tables were restored, and the task hub has worked for what was there before.</summary>
public sealed class RestoredHubException(string? hub) : IOException(
    $"The tables were restored, and task hub {hub ?? "of no name"} has worked for what was there before: it would take the work of restored orders for done. "
    + $"Expected: a hub that was never used, such as {BackupOptions.TaskHubSetting}={hub ?? "StockFlow"}2; on the embedded host, whose hub is in its file, another file.");
