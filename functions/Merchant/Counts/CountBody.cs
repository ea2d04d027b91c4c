using System.Text.Json.Serialization;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>A stocktake as people ask for it.</summary>
/// <param name="Id">Their id of it; sent again it gets the same count.</param>
/// <param name="Location">The only location; left out for all.</param>
/// <param name="Skus">The only SKUs; left out for all.</param>
/// <param name="Reason">Why.</param>
/// <param name="Actor">Who.</param>
public sealed record CountBody(
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("location")] string? Location,
    [property: JsonPropertyName("skus")] IReadOnlyList<string?>? Skus,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("actor")] string? Actor)
{
    public const string Example =
        """A count such as {"id":"autumn-2026","location":"london"}; with "skus" only of these, without a location of all.""";
}
