using System.Text.Json.Serialization;
using StockFlow.Channels;
using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>The terms of an item, as the API shows them: only what is set.</summary>
public sealed record ItemView(
    [property: JsonPropertyName("sku")] Sku Sku,
    [property: JsonPropertyName("buffer")] int? BufferUnits,
    [property: JsonPropertyName("share")] int? SharePercent,
    [property: JsonPropertyName("cap")] int? CapUnits,
    [property: JsonPropertyName("minimum")] int? MinimumUnits,
    [property: JsonPropertyName("backorderLimit")] int? BackorderLimitUnits,
    [property: JsonPropertyName("backorderEta")] DateTimeOffset? BackorderEta,
    [property: JsonPropertyName("releaseAt")] DateTimeOffset? ReleaseAt,
    [property: JsonPropertyName("preorderLimit")] int? PreorderLimitUnits,
    [property: JsonPropertyName("unitCost")] decimal? UnitCost,
    [property: JsonPropertyName("price")] decimal? Price,
    [property: JsonPropertyName("channels")] IReadOnlyList<ItemView.OnChannel> Channels)
{
    public static ItemView Of(Sku sku, ItemTerms terms) => new(
        sku,
        terms.AllChannels.BufferUnits,
        terms.AllChannels.SharePercent,
        terms.AllChannels.CapUnits,
        terms.AllChannels.MinimumUnits,
        terms.BackorderLimitUnits,
        terms.BackorderEta,
        terms.ReleaseAt,
        terms.PreorderLimitUnits,
        terms.UnitCost,
        terms.Price,
        [.. terms.Channels.OrderBy(pair => pair.Key).Select(pair => new OnChannel(
            pair.Key, pair.Value.BufferUnits, pair.Value.SharePercent, pair.Value.CapUnits, pair.Value.MinimumUnits))]);

    public sealed record OnChannel(
        [property: JsonPropertyName("channel")] ChannelId Channel,
        [property: JsonPropertyName("buffer")] int? BufferUnits,
        [property: JsonPropertyName("share")] int? SharePercent,
        [property: JsonPropertyName("cap")] int? CapUnits,
        [property: JsonPropertyName("minimum")] int? MinimumUnits);
}
