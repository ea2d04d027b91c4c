namespace StockFlow.Simulator.Retail;

/// <summary>A line that is no goods.</summary>
/// <param name="Amount">In pounds; negative when given back.</param>
public sealed record FeeLine(FeeKind Kind, string Code, decimal Amount);
