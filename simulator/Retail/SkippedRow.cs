namespace StockFlow.Simulator.Retail;

/// <summary>A row that could not be read, and why.</summary>
/// <param name="LineNumber">The row's line in the file, the header being line 1.</param>
/// <param name="Reason">What was expected and what was found.</param>
public sealed record SkippedRow(int LineNumber, string Reason);
