using System.Text.Json.Serialization;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;

namespace StockFlow.Auditing;

/// <summary>Where a run goes on: SKUs first, then the orders of every channel, then transfers, then the lists: quarantine, holds, shortfalls, counts.</summary>
/// <param name="AfterSku">The last SKU done; null before the first.</param>
/// <param name="Channel">The channel whose orders come next; null while something else does.</param>
/// <param name="AfterOrder">The last order of that channel done; null before the first.</param>
/// <param name="IsTransfers">Whether the transfers come next.</param>
/// <param name="IsQuarantine">Whether the quarantine comes next.</param>
/// <param name="PageToken">Where transfers or a list go on; null at their beginning.</param>
/// <param name="IsHolds">Whether the holds come next.</param>
/// <param name="IsShortfalls">Whether the shortfalls come next.</param>
/// <param name="IsCounts">Whether the stocktakes come next.</param>
public sealed record AuditCursor(
    [property: JsonPropertyName("afterSku")] Sku? AfterSku = null,
    [property: JsonPropertyName("channel")] ChannelId? Channel = null,
    [property: JsonPropertyName("afterOrder")] OrderId? AfterOrder = null,
    [property: JsonPropertyName("transfers")] bool IsTransfers = false,
    [property: JsonPropertyName("quarantine")] bool IsQuarantine = false,
    [property: JsonPropertyName("pageToken")] string? PageToken = null,
    [property: JsonPropertyName("holds")] bool IsHolds = false,
    [property: JsonPropertyName("shortfalls")] bool IsShortfalls = false,
    [property: JsonPropertyName("counts")] bool IsCounts = false);
