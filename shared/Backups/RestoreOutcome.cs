namespace StockFlow.Backups;

/// <summary>How a restore ended. Where several apply, the first one listed is told.</summary>
public abstract record RestoreOutcome
{
    private RestoreOutcome()
    {
    }

    /// <summary>There is no such backup, or none at all.</summary>
    public sealed record NoBackup(string? Id) : RestoreOutcome;

    /// <summary>A newer program wrote it.</summary>
    public sealed record UnknownFormat(int Format) : RestoreOutcome;

    /// <summary>It is sealed with another key than the one that is set.</summary>
    /// <param name="KeyId">Of the key it is sealed with.</param>
    /// <param name="SetKeyId">Of the key that is set; null for none.</param>
    public sealed record WrongKey(string KeyId, string? SetKeyId) : RestoreOutcome;

    /// <summary>It is not sealed, though a key is set: anybody who can write to the container could have made it.</summary>
    /// <param name="SealedId">The newest backup that is sealed with the key; null for none.</param>
    public sealed record NotSealed(string Id, string? SealedId) : RestoreOutcome;

    /// <summary>It is not what was written. Nothing was changed.</summary>
    public sealed record Damaged(string Reason) : RestoreOutcome;

    /// <summary>All of it is there and as it was written. Nothing was changed.</summary>
    public sealed record Checked(BackupManifest Backup) : RestoreOutcome;

    /// <summary>A restore of another backup has not ended.</summary>
    public sealed record OtherUnfinished(string BackupId) : RestoreOutcome;

    /// <summary>There are rows in a table. Nothing was changed.</summary>
    public sealed record NotEmpty(string Table) : RestoreOutcome;

    /// <summary>It is restored.</summary>
    /// <param name="Reruns">Orders that will be done once more when the app starts.</param>
    /// <param name="IsOverOlder">Whether the app ran on these tables before: then it does not start with the task hub of then.</param>
    public sealed record Done(BackupManifest Backup, long Rows, int Reruns, bool IsOverOlder) : RestoreOutcome;
}
