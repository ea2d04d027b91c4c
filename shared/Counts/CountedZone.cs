using System.Text.Json.Serialization;

namespace StockFlow.Counts;

/// <summary>The newest entry of one person and zone.</summary>
/// <param name="Person">Who counted.</param>
/// <param name="Zone">Where in the location; empty for all of it.</param>
/// <param name="CountedUnits">What was counted.</param>
/// <param name="Position">The journal position it is compared at.</param>
/// <param name="OnHandUnits">On hand at that position.</param>
/// <param name="CountedAt">UTC.</param>
/// <param name="CommandId">Of the entry.</param>
/// <param name="EarlierCommandIds">Of the entries it replaced, newest last: they change nothing when they come again.</param>
/// <param name="EarlierUnits">What the last of those counted; null where that was not noted.</param>
public sealed record CountedZone(
    [property: JsonPropertyName("person")] string Person,
    [property: JsonPropertyName("zone")] string Zone,
    [property: JsonPropertyName("units")] int CountedUnits,
    [property: JsonPropertyName("position")] long Position,
    [property: JsonPropertyName("onHand")] int OnHandUnits,
    [property: JsonPropertyName("at")] DateTimeOffset CountedAt,
    [property: JsonPropertyName("command")] string CommandId,
    [property: JsonPropertyName("earlier")] IReadOnlyList<string> EarlierCommandIds,
    [property: JsonPropertyName("earlierUnits"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<int>? EarlierUnits = null);
