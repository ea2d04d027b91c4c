using System.Text.Json.Serialization;
using StockFlow.Orders;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>An open shortfall, as the API shows it.</summary>
public sealed record ShortfallView(
    [property: JsonPropertyName("order")] string Order,
    [property: JsonPropertyName("sku")] Sku Sku,
    [property: JsonPropertyName("shortUnits")] int ShortUnits,
    [property: JsonPropertyName("since")] DateTimeOffset Since,
    [property: JsonPropertyName("ageSeconds")] long AgeSeconds,
    [property: JsonPropertyName("alertedAt")] DateTimeOffset? AlertedAt)
{
    public static ShortfallView Of(Shortfall shortfall, DateTimeOffset now)
    {
        var since = shortfall.ShortSince ?? shortfall.Since;
        return new(
            shortfall.Order.ToString(), shortfall.Sku, shortfall.ShortUnits, since, Math.Max(0, (long)(now - since).TotalSeconds), shortfall.AlertedAt);
    }
}
