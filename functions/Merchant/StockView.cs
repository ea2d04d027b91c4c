using System.Text.Json.Serialization;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>The levels of a SKU, as the API shows them.</summary>
public sealed record StockView(
    [property: JsonPropertyName("sku")] Sku Sku,
    [property: JsonPropertyName("position")] long Position,
    [property: JsonPropertyName("locations")] IReadOnlyList<LevelView> Locations,
    [property: JsonPropertyName("waitingOrders")] int? WaitingOrders)
{
    public static StockView Of(SkuLevels levels) => new(
        levels.Sku,
        levels.Position,
        [.. levels.Locations.Select(LevelView.Of)],
        levels.WaitingOrders == 0 ? null : levels.WaitingOrders);
}
