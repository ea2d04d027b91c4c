using System.Text.Json;
using System.Text.Json.Serialization;

namespace StockFlow.Functions.Merchant;

/// <summary>An item's terms as people and systems send them. What is left out is left to the channels' settings, or unknown.</summary>
public sealed record ItemBody(
    [property: JsonPropertyName("buffer")] JsonElement? Buffer,
    [property: JsonPropertyName("share")] JsonElement? Share,
    [property: JsonPropertyName("cap")] JsonElement? Cap,
    [property: JsonPropertyName("minimum")] JsonElement? Minimum,
    [property: JsonPropertyName("backorderLimit")] JsonElement? BackorderLimit,
    [property: JsonPropertyName("backorderEta")] JsonElement? BackorderEta,
    [property: JsonPropertyName("releaseAt")] JsonElement? ReleaseAt,
    [property: JsonPropertyName("preorderLimit")] JsonElement? PreorderLimit,
    [property: JsonPropertyName("unitCost")] JsonElement? UnitCost)
{
    public const string Example =
        """Terms such as {"buffer":2,"cap":50,"backorderLimit":20,"backorderEta":"2026-12-01T00:00:00Z","unitCost":4.95}; {} takes them back.""";
}
