using System.Text.Json.Serialization;
using StockFlow.Counts;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>A line of a stocktake, as the API shows it.</summary>
/// <param name="CountedUnits">Null where nobody counted it.</param>
/// <param name="ExpectedUnits">Null until it is compared.</param>
/// <param name="VarianceUnits">Null where it can't be compared.</param>
/// <param name="PostedUnits">Null until it is posted.</param>
/// <param name="VarianceValue">Null where it can't be compared or its cost is not known.</param>
public sealed record CountLineView(
    [property: JsonPropertyName("sku")] Sku Sku,
    [property: JsonPropertyName("location")] LocationId Location,
    [property: JsonPropertyName("state")] CountLineState State,
    [property: JsonPropertyName("countedUnits")] int? CountedUnits,
    [property: JsonPropertyName("expectedUnits")] int? ExpectedUnits,
    [property: JsonPropertyName("varianceUnits")] int? VarianceUnits,
    [property: JsonPropertyName("postedUnits")] int? PostedUnits,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("unitCost")] decimal? UnitCost,
    [property: JsonPropertyName("varianceValue")] decimal? VarianceValue,
    [property: JsonPropertyName("entries")] IReadOnlyList<CountLineView.Entry> Entries)
{
    public static CountLineView Of(CountLine line) => new(
        line.Sku,
        line.Location,
        line.State,
        line.Zones.Count == 0 ? null : line.CountedUnits,
        line.State == CountLineState.Counted ? null : line.ExpectedUnits,
        line.IsCompared ? line.VarianceUnits : null,
        line.State == CountLineState.Posted ? line.PostedUnits : null,
        line.Reason,
        line.UnitCost,
        line.IsCompared ? line.VarianceUnits * line.UnitCost : null,
        [.. line.Zones.Select(zone => new Entry(zone.Person, zone.Zone, zone.CountedUnits, zone.Position, zone.OnHandUnits, zone.CountedAt))]);

    public sealed record Entry(
        [property: JsonPropertyName("person")] string Person,
        [property: JsonPropertyName("zone")] string Zone,
        [property: JsonPropertyName("units")] int Units,
        [property: JsonPropertyName("position")] long Position,
        [property: JsonPropertyName("onHandUnits")] int OnHandUnits,
        [property: JsonPropertyName("countedAt")] DateTimeOffset CountedAt);
}
