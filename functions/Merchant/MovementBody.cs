using System.Text.Json;
using System.Text.Json.Serialization;

namespace StockFlow.Functions.Merchant;

/// <summary>A movement as people and systems send it.</summary>
/// <param name="CommandId">Their id of it; sent again it gets the first answer.</param>
/// <param name="Sku">The item; left out where the address names it.</param>
/// <param name="Kind">receive, ship, adjust, safetyStock or incoming.</param>
/// <param name="Location">A configured location.</param>
/// <param name="Units">Received or shipped units, or the new level; for all kinds but adjust.</param>
/// <param name="Delta">Signed; for adjust only.</param>
/// <param name="Reason">Why; required for adjust.</param>
/// <param name="Actor">Who.</param>
public sealed record MovementBody(
    [property: JsonPropertyName("commandId")] string? CommandId,
    [property: JsonPropertyName("sku")] string? Sku,
    [property: JsonPropertyName("kind")] string? Kind,
    [property: JsonPropertyName("location")] string? Location,
    [property: JsonPropertyName("units")] JsonElement? Units,
    [property: JsonPropertyName("delta")] JsonElement? Delta,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("actor")] string? Actor)
{
    public const string Example =
        """A movement such as {"commandId":"po-17/3","kind":"receive","location":"london","units":24}.""";
}
