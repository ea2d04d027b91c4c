using System.Text.Json;
using System.Text.Json.Serialization;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>What one person counted, as they send it.</summary>
/// <param name="CommandId">Their id of it; sent again it changes nothing.</param>
/// <param name="Sku">The item.</param>
/// <param name="Location">Left out for the location that the count is about.</param>
/// <param name="Person">Who counted.</param>
/// <param name="Zone">Where in the location; left out for all of it.</param>
/// <param name="Units">What was counted.</param>
/// <param name="CountedAt">When, if not just now.</param>
/// <param name="Reason">Why the number is what it is.</param>
/// <param name="UnitCost">What one unit costs.</param>
public sealed record CountEntryBody(
    [property: JsonPropertyName("commandId")] string? CommandId,
    [property: JsonPropertyName("sku")] string? Sku,
    [property: JsonPropertyName("location")] string? Location,
    [property: JsonPropertyName("person")] string? Person,
    [property: JsonPropertyName("zone")] string? Zone,
    [property: JsonPropertyName("units")] JsonElement? Units,
    [property: JsonPropertyName("countedAt")] string? CountedAt,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("unitCost")] decimal? UnitCost)
{
    public const string Example =
        """One is such as {"commandId":"scan-1","sku":"85123A","person":"anna","zone":"shelf 3","units":12}.""";
}
