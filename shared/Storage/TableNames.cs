namespace StockFlow.Storage;

/// <summary>The tables. Renaming one loses what is in it.</summary>
internal static class TableNames
{
    /// <summary>One partition per SKU: its head, journal, reservations and movements.</summary>
    public const string Stock = "stock";

    /// <summary>The SKUs the ledger knows, in one partition, for listing them.</summary>
    public const string Skus = "skus";

    /// <summary>One entity per channel order.</summary>
    public const string Orders = "orders";

    /// <summary>Old journal pages of each SKU, many to an entity.</summary>
    public const string JournalArchive = "journalarchive";

    /// <summary>Which orders wait for which SKU to become known.</summary>
    public const string Quarantine = "quarantine";

    /// <summary>Which unpaid orders hold units until when, in one partition, by deadline.</summary>
    public const string Holds = "holds";

    /// <summary>What orders want and do not have yet: one partition per order, one row per SKU.</summary>
    public const string Shortfalls = "shortfalls";
}
