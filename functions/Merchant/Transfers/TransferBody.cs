using System.Text.Json;
using System.Text.Json.Serialization;

namespace StockFlow.Functions.Merchant.Transfers;

/// <summary>A transfer as people ask for it.</summary>
/// <param name="Id">Their id of it; sent again it gets the same transfer.</param>
/// <param name="From">A configured location.</param>
/// <param name="To">Another one.</param>
/// <param name="Lines">SKUs, each once, with at least one unit.</param>
/// <param name="Reason">Why.</param>
/// <param name="Actor">Who.</param>
public sealed record TransferBody(
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("from")] string? From,
    [property: JsonPropertyName("to")] string? To,
    [property: JsonPropertyName("lines")] IReadOnlyList<TransferBody.Line?>? Lines,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("actor")] string? Actor)
{
    public const string Example =
        """A transfer such as {"id":"to-leeds-17","from":"london","to":"leeds","lines":[{"sku":"85123A","units":6}]}.""";

    public sealed record Line(
        [property: JsonPropertyName("sku")] string? Sku,
        [property: JsonPropertyName("units")] JsonElement? Units);
}
