namespace StockFlow.Channels.Failures;

/// <summary>Work that was set aside: it blocks nothing, and waits for a person to retry or drop it.</summary>
/// <param name="Id">Made of kind, channel and subject, so that the same failure again is the same row; letters and digits.</param>
/// <param name="Kind">What kind of work, such as <see cref="FailureKinds.Push"/>.</param>
/// <param name="Channel">The channel concerned.</param>
/// <param name="Subject">The SKU or order.</param>
/// <param name="Reason">In words, without secrets or personal data.</param>
/// <param name="FirstAt">When it first failed for good, UTC.</param>
/// <param name="LastAt">When it last did.</param>
/// <param name="Attempts">Attempts in all.</param>
public sealed record FailedWork(
    string Id,
    string Kind,
    ChannelId Channel,
    string Subject,
    string Reason,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    int Attempts);
