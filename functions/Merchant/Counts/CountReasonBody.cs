using System.Text.Json.Serialization;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>Why a line varies, as people send it.</summary>
/// <param name="Sku">The item.</param>
/// <param name="Location">Where.</param>
/// <param name="Reason">Why.</param>
public sealed record CountReasonBody(
    [property: JsonPropertyName("sku")] string? Sku,
    [property: JsonPropertyName("location")] string? Location,
    [property: JsonPropertyName("reason")] string? Reason)
{
    public const string Example = """One is such as {"sku":"85123A","location":"london","reason":"broken"}.""";
}
