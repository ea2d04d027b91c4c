namespace StockFlow.Imports;

/// <summary>One column of a kind of file.</summary>
/// <param name="Name">As in the first line; upper and lower case are the same.</param>
/// <param name="IsRequired">Whether a file must have it. An empty cell of any other column leaves what there is as it is.</param>
public sealed record CsvColumn(string Name, bool IsRequired = false);
