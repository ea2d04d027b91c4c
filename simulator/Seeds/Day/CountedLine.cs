using System.Text.Json;
using StockFlow.Stock;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>A line of a stocktake that is over, as the merchant API tells it.</summary>
/// <param name="State">Such as posted, matches, recount.</param>
/// <param name="PostedUnits">By how much on hand was changed; 0 where nothing was posted.</param>
/// <param name="Entries">What was counted, and at which position of the journal.</param>
internal sealed record CountedLine(
    string Count, Sku Sku, LocationId Location, string State, int PostedUnits, IReadOnlyList<(string Person, long Position, int Units)> Entries)
{
    public int CountedUnits => Entries.Sum(entry => entry.Units);

    public static CountedLine Of(string count, JsonElement line) => new(
        count,
        Sku.Parse(line.GetProperty("sku").GetString()!),
        LocationId.Parse(line.GetProperty("location").GetString()!),
        line.GetProperty("state").GetString()!,
        line.TryGetProperty("postedUnits", out var posted) && posted.ValueKind == JsonValueKind.Number ? posted.GetInt32() : 0,
        [.. line.GetProperty("entries").EnumerateArray().Select(entry =>
            (entry.GetProperty("person").GetString()!, entry.GetProperty("position").GetInt64(), entry.GetProperty("units").GetInt32()))]);
}
