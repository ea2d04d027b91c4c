using Azure;

namespace StockFlow.Channels.Pushes;

/// <summary>Who is sending to a channel, and how it went: one row per channel, written by the lease's holder alone.</summary>
public sealed record ChannelSyncState
{
    /// <summary>Who sends to the channel now; null when nobody does.</summary>
    public string? Owner { get; init; }

    /// <summary>When the owner's hold ends by itself, UTC.</summary>
    public DateTimeOffset HeldUntil { get; init; }

    /// <summary>
    /// The last time a holder did not give the channel back in order: what it had sent last is unknown. Entries from before are sent
    /// even when the number equals the one on record.
    /// </summary>
    public DateTimeOffset DoubtedBefore { get; init; }

    public DateTimeOffset? LastAttemptAt { get; init; }

    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>Why the last whole call failed; null after a success.</summary>
    public string? LastError { get; init; }

    /// <summary>Sends in a row that failed as a whole.</summary>
    public int FailuresInARow { get; init; }

    /// <summary>The channel is left alone until then, UTC.</summary>
    public DateTimeOffset RestUntil { get; init; }

    public PushCounts Counts { get; init; } = new();

    /// <summary>Median time from event to acknowledgement of the newest acknowledgements; null before the first.</summary>
    public TimeSpan? P50 { get; init; }

    /// <summary>The time within which 95 in 100 of the newest acknowledgements came.</summary>
    public TimeSpan? P95 { get; init; }

    internal ETag ETag { get; init; }
}
