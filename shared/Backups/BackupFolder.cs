namespace StockFlow.Backups;

/// <summary>A folder of the container.</summary>
/// <param name="Id">The backup's id.</param>
/// <param name="Names">Of its blobs.</param>
/// <param name="IsComplete">Whether it has a manifest.</param>
internal sealed record BackupFolder(string Id, IReadOnlyList<string> Names, bool IsComplete);
