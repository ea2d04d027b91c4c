namespace StockFlow.Settings;

/// <summary>The form of the ids that people give their documents, such as transfers and counts: fit for an address, a key and a file name.</summary>
internal static class DocumentName
{
    public const int LengthMax = 60;

    public const string Rule = "1 to 60 letters, digits, hyphens, underscores and dots, beginning with a letter or digit";

    public static bool IsValid(string? text) =>
        text is { Length: > 0 and <= LengthMax }
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
