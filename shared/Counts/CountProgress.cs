using StockFlow.Stock;

namespace StockFlow.Counts;

/// <summary>How far the lines of a stocktake have been gone through.</summary>
/// <param name="Count">The stocktake.</param>
/// <param name="Phase">What is done with them.</param>
/// <param name="Cursor">Where to go on; null at the first.</param>
public sealed record CountProgress(CountId Count, CountPhase Phase, string? Cursor);
