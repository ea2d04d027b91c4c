using System.Text.Json.Serialization;
using StockFlow.Channels;
using StockFlow.Stock;

namespace StockFlow.Messaging;

/// <summary>A message on <see cref="QueueNames.StockChanges"/>: the levels of a SKU may have changed.</summary>
/// <param name="Sku">The item.</param>
/// <param name="ChangedAt">When the event that caused it was taken in, UTC; the age of an unpublished number counts from here.</param>
/// <param name="MovedBy">
/// The channel whose order caused it, or null: most channels take what they sell off the number they show by themselves, and put it back
/// when an order is cancelled, so that what we published last is not what that channel shows.
/// </param>
public sealed record StockChanged(
    [property: JsonPropertyName("sku")] Sku Sku,
    [property: JsonPropertyName("changedAt")] DateTimeOffset ChangedAt,
    [property: JsonPropertyName("movedBy")] ChannelId? MovedBy = null)
{
    /// <summary>The trace of the event that caused it, from the message's properties; null where it is not recorded.</summary>
    [JsonIgnore]
    public string? TraceParent { get; init; }
}
