namespace EmbeddedFunctions.Tables.Filters;

/// <summary>A filter that is not of the language; the service answers 400 InvalidInput.</summary>
internal sealed class FilterFormatException(string filter, int position, string expected)
    : FormatException($"Syntax error at position {position} in '{filter}': expected {expected}.");
