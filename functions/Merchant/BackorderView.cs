using System.Text.Json.Serialization;
using StockFlow.Orders;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>Units that are promised to an order and not there yet, or may not leave yet, as the API shows them.</summary>
public sealed record BackorderView(
    [property: JsonPropertyName("order")] string Order,
    [property: JsonPropertyName("sku")] Sku Sku,
    [property: JsonPropertyName("backorderedUnits")] int BackorderedUnits,
    [property: JsonPropertyName("preorderedUnits")] int PreorderedUnits,
    [property: JsonPropertyName("waitingSince")] DateTimeOffset WaitingSince,
    [property: JsonPropertyName("expectedAt")] DateTimeOffset? ExpectedAt,
    [property: JsonPropertyName("releaseAt")] DateTimeOffset? ReleaseAt)
{
    public static BackorderView Of(Shortfall shortfall) => new(
        shortfall.Order.ToString(),
        shortfall.Sku,
        shortfall.BackorderedUnits,
        shortfall.PreorderedUnits,
        shortfall.WaitingSince,
        shortfall.ExpectedAt,
        shortfall.ReleaseAt);
}
