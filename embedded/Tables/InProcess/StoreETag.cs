using System.Globalization;
using Azure;

namespace EmbeddedFunctions.Tables.InProcess;

/// <summary>
/// The service's form of an ETag: the write's time, escaped. A stored entity keeps the time alone, because every write has another one.
/// </summary>
internal static class StoreETag
{
    private const string Prefix = "W/\"datetime'";
    private const string Suffix = "'\"";
    private const string Format = "yyyy-MM-dd'T'HH'%3A'mm'%3A'ss.fffffff'Z'";

    public static ETag From(long ticks) => new(Text(ticks));

    public static string Text(long ticks) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{new DateTime(ticks, DateTimeKind.Utc).ToString(Format, CultureInfo.InvariantCulture)}{Suffix}");

    /// <returns>The write's time; -1, which matches no entity, for an ETag that is not of this form.</returns>
    public static long Ticks(ETag etag)
    {
        var text = etag.ToString().AsSpan();
        var well = text.StartsWith(Prefix) && text.EndsWith(Suffix);
        return well && DateTime.TryParseExact(
            text[Prefix.Length..^Suffix.Length],
            Format,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time)
            ? time.Ticks
            : -1;
    }
}
