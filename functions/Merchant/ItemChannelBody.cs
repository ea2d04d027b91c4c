using System.Text.Json;
using System.Text.Json.Serialization;

namespace StockFlow.Functions.Merchant;

/// <summary>How one channel shows an item, as people and systems send it. What is left out is left to the wider rule.</summary>
public sealed record ItemChannelBody(
    [property: JsonPropertyName("buffer")] JsonElement? Buffer,
    [property: JsonPropertyName("share")] JsonElement? Share,
    [property: JsonPropertyName("cap")] JsonElement? Cap,
    [property: JsonPropertyName("minimum")] JsonElement? Minimum)
{
    public const string Example = """Terms such as {"buffer":2,"share":80,"cap":50,"minimum":3}; {} takes them back.""";
}
