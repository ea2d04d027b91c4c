using StockFlow.Storage;

namespace StockFlow.Backups;

/// <summary>
/// Which tables are backed up, in which order. Sales go on meanwhile, so a later table may know of what an earlier one does not. The
/// order makes each such difference one that a restored system mends by its own rules:
/// <list type="bullet">
/// <item>cursors of polls come first: orders from then on are polled again;</item>
/// <item>what is compared with the ledger's positions (audit, stocktakes) is older than the ledger: repeats get its first answers;</item>
/// <item>lists about orders are older than the orders: an order that changed since is done once more and lists itself anew;</item>
/// <item>orders and transfers are newer than the ledger: they say what should be, and bring it there.</item>
/// </list>
/// </summary>
internal static class BackupPlan
{
    /// <summary>Stands for each SKU's row here, its partition in the ledger and its archived journal, all as of one moment.</summary>
    public const string Skus = TableNames.Skus;

    public const string Channels = "channels";
    public const string Counts = "counts";
    public const string Transfers = "transfers";

    public static IReadOnlyList<string> Tables { get; } =
    [
        Channels, "failures",
        "audit", Counts, "imports", "locations", "items", "bundles",
        TableNames.Quarantine, TableNames.Holds, TableNames.Shortfalls,
        Skus,
        Transfers, TableNames.Orders,
    ];

    /// <summary>Every table that a restore writes to.</summary>
    public static IReadOnlyList<string> RestoredTables { get; } = [.. Tables, TableNames.Stock, TableNames.JournalArchive];
}
