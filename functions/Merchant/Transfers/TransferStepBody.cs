using System.Text.Json.Serialization;

namespace StockFlow.Functions.Merchant.Transfers;

/// <summary>What of a transfer leaves.</summary>
/// <param name="Lines">What leaves of each SKU, the rest is given back; null for everything.</param>
/// <param name="Actor">Who.</param>
public sealed record TransferStepBody(
    [property: JsonPropertyName("lines")] IReadOnlyList<TransferBody.Line?>? Lines,
    [property: JsonPropertyName("actor")] string? Actor)
{
    public const string Example = """No body for everything, or {"lines":[{"sku":"85123A","units":6}]}.""";

    public static TransferStepBody Whole { get; } = new(null, null);
}
