using System.Text.Json.Serialization;
using StockFlow.Stock;

namespace StockFlow.Orders;

/// <summary>What became of a part of an order's SKUs.</summary>
/// <param name="IsSuperseded">The order has a newer revision, which does all the work: stop.</param>
/// <param name="Chunks">How many parts the order has, at least 1.</param>
/// <param name="RejectsWhenShort">Whether the channel wants all or nothing.</param>
/// <param name="Skus">One per SKU of the part.</param>
/// <param name="Locations">In which order locations serve the whole order, for the other parts; null where nothing was planned.</param>
public sealed record ChunkResult(
    [property: JsonPropertyName("superseded")] bool IsSuperseded,
    [property: JsonPropertyName("chunks")] int Chunks,
    [property: JsonPropertyName("rejectsWhenShort")] bool RejectsWhenShort,
    [property: JsonPropertyName("skus")] IReadOnlyList<SkuResult> Skus,
    [property: JsonPropertyName("locations")] IReadOnlyList<LocationId>? Locations = null)
{
    /// <summary>Whether the whole order has to be given back.</summary>
    [JsonIgnore]
    public bool IsRejected => RejectsWhenShort && Skus.Any(sku => sku.ShortUnits > 0);
}
