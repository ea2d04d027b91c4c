namespace StockFlow.Backups;

/// <summary>Which backups go. Rules only.</summary>
internal static class BackupRetention
{
    /// <param name="folders">The newest first.</param>
    /// <param name="kept">How many complete ones stay, at least 1.</param>
    /// <returns>Complete ones beyond those that stay, and incomplete ones that are older than the newest complete one, the oldest first.</returns>
    public static IReadOnlyList<BackupFolder> FindOld(IReadOnlyList<BackupFolder> folders, int kept)
    {
        var old = new List<BackupFolder>();
        var complete = 0;
        foreach (var folder in folders)
        {
            if (folder.IsComplete ? ++complete > kept : complete > 0)
            {
                old.Add(folder);
            }
        }

        old.Reverse();
        return old;
    }
}
