using System.Text.Json;
using System.Text.Json.Serialization;

namespace StockFlow.Functions.Merchant;

/// <summary>A bundle as people and systems send it.</summary>
/// <param name="Components">What it is made of.</param>
public sealed record BundleBody([property: JsonPropertyName("components")] IReadOnlyList<BundleBody.Component?>? Components)
{
    public const string Example = """A bundle such as {"components":[{"sku":"CUP","units":4},{"sku":"POT","units":1}]}.""";

    public sealed record Component(
        [property: JsonPropertyName("sku")] string? Sku,
        [property: JsonPropertyName("units")] JsonElement? Units);
}
