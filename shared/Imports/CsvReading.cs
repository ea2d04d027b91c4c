namespace StockFlow.Imports;

/// <summary>A file as it was read.</summary>
/// <param name="Rows">Those that are right by themselves; of use only where there are no faults.</param>
/// <param name="Faults">By line; at most as many as asked for, then there may be more.</param>
internal sealed record CsvReading(IReadOnlyList<CsvRow> Rows, IReadOnlyList<CsvFault> Faults);
