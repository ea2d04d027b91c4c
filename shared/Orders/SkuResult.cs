using System.Text.Json.Serialization;
using StockFlow.Stock;

namespace StockFlow.Orders;

/// <summary>What became of one SKU of an order.</summary>
/// <param name="Sku">The item.</param>
/// <param name="IsUnknown">The ledger never saw it; the numbers are zero.</param>
/// <param name="ReservedUnits">Held, backordered ones included.</param>
/// <param name="BackorderedUnits">Of the reserved, promised beyond what was available.</param>
/// <param name="ShortUnits">Wanted and not to be had.</param>
/// <param name="FallbackUnits">Of the reserved, at a location that the channel does not sell from.</param>
/// <param name="ExpectedAt">When the backordered units are expected, UTC; null where nobody said.</param>
/// <param name="ReleaseAt">Before when none of the reserved may leave, UTC; null unless that is still to come.</param>
public sealed record SkuResult(
    [property: JsonPropertyName("sku")] Sku Sku,
    [property: JsonPropertyName("unknown")] bool IsUnknown,
    [property: JsonPropertyName("reserved")] int ReservedUnits = 0,
    [property: JsonPropertyName("backordered")] int BackorderedUnits = 0,
    [property: JsonPropertyName("short")] int ShortUnits = 0,
    [property: JsonPropertyName("fallback")] int FallbackUnits = 0,
    [property: JsonPropertyName("expectedAt")] DateTimeOffset? ExpectedAt = null,
    [property: JsonPropertyName("releaseAt")] DateTimeOffset? ReleaseAt = null);
