using StockFlow.Stock;

namespace StockFlow.Channels.Outbox;

/// <summary>A SKU that a channel has to be told of.</summary>
/// <param name="Sku">The item.</param>
/// <param name="ChangedAt">When the event behind it was taken in, UTC.</param>
/// <param name="MovedAt">When we heard that the channel has moved its number by itself, UTC, so that it is told also where the number is the one last sent; else null.</param>
/// <param name="TraceParents">The traces of the events that are told together, see <see cref="Telemetry.StockFlowTrace.Join"/>; null where none is recorded.</param>
public sealed record PendingChange(Sku Sku, DateTimeOffset ChangedAt, DateTimeOffset? MovedAt = null, string? TraceParents = null);
