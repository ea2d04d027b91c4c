using System.Text.Json;
using System.Text.Json.Serialization;

namespace StockFlow.Functions.Merchant;

/// <summary>A base price as people and systems send it.</summary>
/// <param name="Price">A JSON number.</param>
/// <param name="Revision">That of the price the caller has read; left out, the price is set whatever it is.</param>
public sealed record PriceBody(
    [property: JsonPropertyName("price")] JsonElement? Price,
    [property: JsonPropertyName("revision")] JsonElement? Revision)
{
    public const string Example = """A price such as {"price":12.95}, or {"price":12.95,"revision":3} to replace the one with that revision only.""";
}
