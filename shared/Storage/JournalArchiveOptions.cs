namespace StockFlow.Storage;

/// <summary>How short the live part of a journal is kept.</summary>
public sealed record JournalArchiveOptions
{
    /// <summary>The setting <c>StockFlow__JournalLiveEntries</c>.</summary>
    public const string LiveEntriesSetting = "JournalLiveEntries";

    public const int LiveEntriesLow = 100;
    public const int LiveEntriesHigh = 1_000_000;

    /// <summary>How many of a SKU's newest entries stay beside its levels; older ones are archived, some hundred to a row.</summary>
    public int LiveEntries { get; init; } = 1_000;

    /// <summary>A piece of the archive has at least so many entries, unless their text is long.</summary>
    public int PieceEntries { get; init; } = 256;
}
