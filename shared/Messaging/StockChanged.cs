using System.Text.Json.Serialization;
using StockFlow.Stock;

namespace StockFlow.Messaging;

/// <summary>A message on <see cref="QueueNames.StockChanges"/>: the levels of a SKU may have changed.</summary>
/// <param name="Sku">The item.</param>
/// <param name="ChangedAt">When the event that caused it was taken in, UTC; the age of an unpublished number counts from here.</param>
public sealed record StockChanged(
    [property: JsonPropertyName("sku")] Sku Sku,
    [property: JsonPropertyName("changedAt")] DateTimeOffset ChangedAt);
