namespace StockFlow.Backups;

/// <summary>The manifest of a backup is not what was written.</summary>
public sealed class DamagedManifestException(string backupId, string reason, Exception? inner = null)
    : Exception($"manifest.json of backup {backupId} is damaged: {reason}.", inner);
