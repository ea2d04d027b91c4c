namespace StockFlow.Backups;

/// <summary>How backups are kept.</summary>
public sealed record BackupOptions
{
    public const int KeptLow = 1;
    public const int KeptHigh = 366;

    /// <summary>The setting by which the platform takes another task hub than that of host.json.</summary>
    public const string TaskHubSetting = "AzureFunctionsJobHost__extensions__durableTask__hubName";

    /// <summary>How many complete backups are kept; older ones are deleted once a newer one is complete.</summary>
    public int Kept { get; init; } = 14;

    /// <summary>What pieces are sealed with; null leaves encryption to the platform.</summary>
    public BackupKey? Key { get; init; }

    /// <summary>Where the host keeps what orchestrations remember; null where no setting tells it.</summary>
    public string? TaskHub { get; init; }

    /// <summary>Enough for one piece, in bytes before packing. One SKU may be larger: it is never parted.</summary>
    internal long PieceBytes { get; init; } = 4 * 1024 * 1024;
}
