namespace StockFlow.Settings;

/// <summary>The form of the ids that merchants choose in settings.</summary>
internal static class Slug
{
    public const string Rule = "1 to 50 lower-case letters, digits and hyphens, beginning with a letter or digit";

    private const int LengthMax = 50;

    public static bool IsValid(string? text) =>
        text is { Length: > 0 and <= LengthMax }
        && text[0] != '-'
        && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
}
