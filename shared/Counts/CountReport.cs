namespace StockFlow.Counts;

/// <summary>What a stocktake found, in all. Units and values are those of the lines that could be compared.</summary>
/// <param name="Lines">By state.</param>
/// <param name="ExpectedUnits">What the ledger had.</param>
/// <param name="CountedUnits">What was counted.</param>
/// <param name="OverUnits">The positive variances together.</param>
/// <param name="ShortUnits">The negative variances together, as a positive number.</param>
/// <param name="PostedUnits">What on hand was changed by, signed.</param>
/// <param name="OverValue">Of the over units whose cost is known.</param>
/// <param name="ShortValue">Of the short units whose cost is known.</param>
/// <param name="UnvaluedLines">Lines that vary and whose cost nobody knows.</param>
/// <param name="Reasons">The variances by reason, the largest loss first.</param>
public sealed record CountReport(
    IReadOnlyDictionary<CountLineState, int> Lines,
    long ExpectedUnits,
    long CountedUnits,
    long OverUnits,
    long ShortUnits,
    long PostedUnits,
    decimal OverValue,
    decimal ShortValue,
    int UnvaluedLines,
    IReadOnlyList<ReasonTotal> Reasons)
{
    /// <summary>What is missing on balance, of what should be there, in percent to two places; negative where there is more. Null where nothing was expected.</summary>
    public decimal? ShrinkagePercent => ExpectedUnits == 0 ? null : Math.Round((ShortUnits - OverUnits) * 100m / ExpectedUnits, 2);
}
