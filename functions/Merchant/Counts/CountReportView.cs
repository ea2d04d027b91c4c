using System.Text.Json.Serialization;
using StockFlow.Counts;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>What a stocktake found, as the API shows it.</summary>
public sealed record CountReportView(
    [property: JsonPropertyName("lines")] CountReportView.LineCounts Lines,
    [property: JsonPropertyName("expectedUnits")] long ExpectedUnits,
    [property: JsonPropertyName("countedUnits")] long CountedUnits,
    [property: JsonPropertyName("overUnits")] long OverUnits,
    [property: JsonPropertyName("shortUnits")] long ShortUnits,
    [property: JsonPropertyName("varianceUnits")] long VarianceUnits,
    [property: JsonPropertyName("postedUnits")] long PostedUnits,
    [property: JsonPropertyName("shrinkagePercent")] decimal? ShrinkagePercent,
    [property: JsonPropertyName("overValue")] decimal OverValue,
    [property: JsonPropertyName("shortValue")] decimal ShortValue,
    [property: JsonPropertyName("varianceValue")] decimal VarianceValue,
    [property: JsonPropertyName("unvaluedLines")] int UnvaluedLines,
    [property: JsonPropertyName("reasons")] IReadOnlyList<CountReportView.Reason> Reasons)
{
    public static CountReportView Of(CountReport report) => new(
        new LineCounts(
            In(report, CountLineState.Counted),
            In(report, CountLineState.Uncounted),
            In(report, CountLineState.Recount),
            In(report, CountLineState.Matches),
            In(report, CountLineState.Varies),
            In(report, CountLineState.Posted),
            In(report, CountLineState.Overtaken)),
        report.ExpectedUnits,
        report.CountedUnits,
        report.OverUnits,
        report.ShortUnits,
        report.OverUnits - report.ShortUnits,
        report.PostedUnits,
        report.ShrinkagePercent,
        report.OverValue,
        report.ShortValue,
        report.OverValue - report.ShortValue,
        report.UnvaluedLines,
        [.. report.Reasons.Select(total => new Reason(total.Reason, total.Lines, total.VarianceUnits, total.VarianceValue))]);

    private static int In(CountReport report, CountLineState state) => report.Lines.GetValueOrDefault(state);

    public sealed record LineCounts(
        [property: JsonPropertyName("counted")] int Counted,
        [property: JsonPropertyName("uncounted")] int Uncounted,
        [property: JsonPropertyName("recount")] int Recount,
        [property: JsonPropertyName("matches")] int Matches,
        [property: JsonPropertyName("varies")] int Varies,
        [property: JsonPropertyName("posted")] int Posted,
        [property: JsonPropertyName("overtaken")] int Overtaken);

    public sealed record Reason(
        [property: JsonPropertyName("reason")] string Text,
        [property: JsonPropertyName("lines")] int Lines,
        [property: JsonPropertyName("varianceUnits")] long VarianceUnits,
        [property: JsonPropertyName("varianceValue")] decimal VarianceValue);
}
