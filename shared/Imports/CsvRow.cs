namespace StockFlow.Imports;

/// <summary>One row of a file, below its first line.</summary>
/// <param name="Line">Where it begins; the first line of the file is 1.</param>
/// <param name="Cells">By the kind's columns, without spaces around; empty where the cell is, or where the file has no such column.</param>
public sealed record CsvRow(int Line, IReadOnlyList<string> Cells);
