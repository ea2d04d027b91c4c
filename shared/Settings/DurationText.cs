using System.Globalization;

namespace StockFlow.Settings;

/// <summary>Lengths of time as people write them in settings: hours:minutes:seconds, where 24:00:00 is a whole day.</summary>
internal static class DurationText
{
    public static bool TryParse(string text, TimeSpan min, TimeSpan max, out TimeSpan value)
    {
        value = default;
        var parts = text.Split(':');

        // TimeSpan's own parser would take "5" for five days and refuse 24:00:00.
        if (parts.Length != 3
            || !TryPart(parts[0], 999, out var hours)
            || !TryPart(parts[1], 59, out var minutes)
            || !TryPart(parts[2], 59, out var seconds))
        {
            return false;
        }

        value = new TimeSpan(hours, minutes, seconds);
        return value >= min && value <= max;
    }

    public static string Write(TimeSpan value) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)value.TotalHours:00}:{value.Minutes:00}:{value.Seconds:00}");

    private static bool TryPart(string text, int max, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= max;
}
