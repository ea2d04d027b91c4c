using System.Globalization;

namespace EmbeddedFunctions.Tables.Filters;

/// <summary>Writes constants as the filter language has them.</summary>
internal static class FilterText
{
    /// <summary>Fills the gaps of an interpolated filter with quoted and escaped constants.</summary>
    /// <exception cref="ArgumentException">A gap is filled with something that is no constant of the language.</exception>
    public static string Of(FormattableString filter) =>
        string.Format(CultureInfo.InvariantCulture, filter.Format, [.. filter.GetArguments().Select(Literal)]);

    public static string Literal(object? value) => value switch
    {
        null => throw new ArgumentException("A filter can't compare with null: an entity without the property matches no comparison."),
        bool flag => flag ? "true" : "false",
        sbyte or byte or short or ushort or int => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        uint number => number.ToString(CultureInfo.InvariantCulture) + "L",
        double number => Real(number),
        float number => Real(number),
        Guid guid => $"guid'{guid:D}'",
        DateTimeOffset time => $"datetime'{time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffffffZ}'",
        DateTime { Kind: DateTimeKind.Utc } time => $"datetime'{time:yyyy-MM-ddTHH:mm:ss.fffffffZ}'",
        DateTime time => throw new ArgumentException($"A filter takes a DateTime in UTC, not of kind {time.Kind}."),
        byte[] bytes => $"X'{Convert.ToHexString(bytes)}'",
        BinaryData data => $"X'{Convert.ToHexString(data.ToMemory().Span)}'",
        Enum name => Quote(name.ToString()),
        string text => Quote(text),
        char c => Quote(c.ToString()),
        _ => throw new ArgumentException($"A filter can't take a constant of type {value.GetType()}."),
    };

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Real(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny(".EN") >= 0 ? text : text + ".0";
    }
}
