using Azure;
using StockFlow.Stock;

namespace StockFlow.Channels.Outbox;

/// <summary>A channel has to be told of a SKU. Holds no number: the newest one is read when it is sent.</summary>
/// <param name="Sku">The item.</param>
/// <param name="Since">The oldest event that the channel does not show yet, UTC; in the future where only a confirmation is waited for.</param>
/// <param name="ChangedAt">The newest event, UTC.</param>
/// <param name="Attempts">How often the channel has refused the item.</param>
/// <param name="NextAttemptAt">Not before, UTC.</param>
/// <param name="ConfirmAfter">Until then an acknowledged entry is kept, to be sent once more; null for the ordinary ones.</param>
/// <param name="LastError">Why the last attempt failed; null where none did.</param>
/// <param name="MovedAt">When we heard that the channel has moved its number by itself since it was last told, UTC; null where it has not.</param>
/// <param name="TraceParents">The traces of the newest events, see <see cref="Telemetry.StockFlowTrace.Join"/>; null where none is recorded.</param>
/// <param name="ETag">The version this was read at.</param>
public sealed record OutboxEntry(
    Sku Sku,
    DateTimeOffset Since,
    DateTimeOffset ChangedAt,
    int Attempts,
    DateTimeOffset NextAttemptAt,
    DateTimeOffset? ConfirmAfter,
    string? LastError,
    DateTimeOffset? MovedAt,
    string? TraceParents,
    ETag ETag)
{
    /// <summary>From when the age of what is unpublished counts. A touch tells only the newest event, so the earlier of the two holds.</summary>
    public DateTimeOffset UnpublishedSince => Since < ChangedAt ? Since : ChangedAt;

    /// <summary>Whether the channel has moved its number by itself since it was last told.</summary>
    public bool IsMoved => MovedAt is not null;

    /// <summary>Whether nothing has changed since the channel was last told, so that it is only told once more.</summary>
    public bool IsConfirmation => UnpublishedSince >= ConfirmAfter;
}
