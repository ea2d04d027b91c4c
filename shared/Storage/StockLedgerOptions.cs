namespace StockFlow.Storage;

/// <summary>The bounds of the ledger's work.</summary>
public sealed class StockLedgerOptions
{
    /// <summary>How often a group of commands is decided and committed before <see cref="StockContentionException"/>; at least 1.</summary>
    public int CommitAttemptsMax { get; init; } = 12;

    /// <summary>The first wait after another process was faster; doubled with each attempt; its upper half is random.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(4);

    /// <summary>The longest wait between two attempts.</summary>
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many SKUs have their head kept in memory, at least 1.</summary>
    public int HeadsCachedMax { get; init; } = 20_000;

    /// <summary>How many reads of one call run at the same time, at least 1.</summary>
    public int ReadsAtOnceMax { get; init; } = 16;
}
