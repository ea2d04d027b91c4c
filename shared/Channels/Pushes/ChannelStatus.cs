namespace StockFlow.Channels.Pushes;

/// <summary>How fresh a channel is.</summary>
/// <param name="Channel">Its settings; the secrets in it never show.</param>
/// <param name="LastAttemptAt">When we last tried to tell it something, UTC; null before the first time.</param>
/// <param name="LastSuccessAt">When that last went well.</param>
/// <param name="LastError">Why the last attempt failed; null when it did not.</param>
/// <param name="RestUntil">The channel is left alone until then; null when it is not.</param>
/// <param name="Waiting">SKUs that it does not show the newest number of.</param>
/// <param name="OldestUnpublishedSince">The oldest event among them; null when there is none.</param>
/// <param name="P50">Median time from event to acknowledgement; null before the first.</param>
/// <param name="P95">The time within which 95 in 100 were acknowledged.</param>
/// <param name="Counts">Counters since the channel was set up.</param>
/// <param name="LastPollAt">When its orders were last polled to the end; null before, or when it is not polled.</param>
/// <param name="PollError">Why the last poll failed; null when it did not.</param>
public sealed record ChannelStatus(
    ChannelSettings Channel,
    DateTimeOffset? LastAttemptAt,
    DateTimeOffset? LastSuccessAt,
    string? LastError,
    DateTimeOffset? RestUntil,
    int Waiting,
    DateTimeOffset? OldestUnpublishedSince,
    TimeSpan? P50,
    TimeSpan? P95,
    PushCounts Counts,
    DateTimeOffset? LastPollAt,
    string? PollError);
