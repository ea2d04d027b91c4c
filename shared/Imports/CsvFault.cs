using System.Text.Json.Serialization;

namespace StockFlow.Imports;

/// <summary>What is wrong with one row of a file.</summary>
/// <param name="Line">Where the row begins; the first line of the file is 1.</param>
/// <param name="Column">By name; null where it is the row, or the file.</param>
/// <param name="Error">The code, in kebab case; listed in docs/errors.md.</param>
/// <param name="What">What is wrong, for people. Never quotes the file.</param>
/// <param name="Expected">What would be right.</param>
public sealed record CsvFault(
    [property: JsonPropertyName("line")] int Line,
    [property: JsonPropertyName("column")] string? Column,
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("what")] string What,
    [property: JsonPropertyName("expected")] string Expected);
