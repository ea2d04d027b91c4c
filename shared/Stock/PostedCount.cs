namespace StockFlow.Stock;

/// <summary>A stocktake that was posted at one location: the record, and with it the answer to the command that posted it.</summary>
/// <param name="Count">The stocktake.</param>
/// <param name="CountedPosition">The journal position at which it was counted.</param>
/// <param name="VarianceUnits">What was found.</param>
/// <param name="PostedUnits">What on hand was changed by; less than the variance where it would have gone below zero.</param>
/// <param name="Position">The newest journal position right after it.</param>
public sealed record PostedCount(CountId Count, long CountedPosition, int VarianceUnits, int PostedUnits, long Position);
