namespace StockFlow.Counts;

/// <summary>The variances of one reason.</summary>
/// <param name="Reason">Empty where nobody gave one.</param>
/// <param name="Lines">How many lines vary.</param>
/// <param name="VarianceUnits">Signed.</param>
/// <param name="VarianceValue">Signed; of the units whose cost is known.</param>
public sealed record ReasonTotal(string Reason, int Lines, long VarianceUnits, decimal VarianceValue);
