using System.Text.Json;
using System.Text.Json.Serialization;

namespace StockFlow.Functions.Merchant.Transfers;

/// <summary>What of a transfer has arrived or was lost.</summary>
/// <param name="Lines">Totals so far; null when everything on the way has arrived.</param>
/// <param name="Actor">Who.</param>
public sealed record TransferArrivalBody(
    [property: JsonPropertyName("lines")] IReadOnlyList<TransferArrivalBody.Line?>? Lines,
    [property: JsonPropertyName("actor")] string? Actor)
{
    public const string Example = """No body for everything, or totals so far: {"lines":[{"sku":"85123A","receivedUnits":5,"lostUnits":1}]}.""";

    public static TransferArrivalBody Whole { get; } = new(null, null);

    public sealed record Line(
        [property: JsonPropertyName("sku")] string? Sku,
        [property: JsonPropertyName("receivedUnits")] JsonElement? ReceivedUnits,
        [property: JsonPropertyName("lostUnits")] JsonElement? LostUnits);
}
