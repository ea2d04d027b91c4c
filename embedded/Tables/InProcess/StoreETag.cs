using System.Globalization;
using Azure;

namespace EmbeddedFunctions.Tables.InProcess;

/// <summary>
/// An ETag is the write's time, as a number: nobody but the store may read anything out of it, and every conditional write parses one.
/// A stored entity keeps the time alone, because every write has another one.
/// </summary>
internal static class StoreETag
{
    private const string Prefix = "W/\"";
    private const string Suffix = "\"";

    public static ETag From(long ticks) => new(Text(ticks));

    public static string Text(long ticks) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{ticks}{Suffix}");

    /// <returns>The write's time; -1, which matches no entity, for an ETag that is not of this form.</returns>
    public static long Ticks(ETag etag)
    {
        var text = etag.ToString().AsSpan();
        return text.StartsWith(Prefix) && text.EndsWith(Suffix) && text.Length > Prefix.Length
            && long.TryParse(text[Prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? ticks
            : -1;
    }
}
