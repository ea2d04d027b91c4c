using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using StockFlow.Settings;

namespace StockFlow.Channels;

/// <summary>Sync intervals and windows as merchants write them.</summary>
internal static class SyncScheduleText
{
    public const string RealTime = "realtime";

    public const string IntervalExample = "realtime, or 00:05:00";

    public const string WindowsExample = "08:00-20:00=realtime;20:00-08:00=01:00:00";

    public static readonly TimeSpan IntervalMin = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan IntervalMax = TimeSpan.FromHours(24);

    /// <summary>Reads <c>realtime</c> as zero, or a time from 1 second to 24 hours.</summary>
    public static bool TryParseInterval(string text, out TimeSpan interval)
    {
        if (string.Equals(text, RealTime, StringComparison.OrdinalIgnoreCase))
        {
            interval = TimeSpan.Zero;
            return true;
        }

        return DurationText.TryParse(text, IntervalMin, IntervalMax, out interval);
    }

    /// <summary>Reads windows separated by semicolons; a last empty one is allowed.</summary>
    /// <param name="problem">Which window is wrong and why; null when the answer is true.</param>
    public static bool TryParseWindows(string text, out IReadOnlyList<SyncWindow> windows, [NotNullWhen(false)] out string? problem)
    {
        var read = new List<SyncWindow>();
        windows = read;
        problem = null;
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.Split('=', StringSplitOptions.TrimEntries);
            var times = equals[0].Split('-', StringSplitOptions.TrimEntries);
            if (equals.Length != 2 || times.Length != 2 || !TryTime(times[0], out var from) || !TryTime(times[1], out var until))
            {
                problem = $"'{part}' is not a window, written from-until=interval in hours:minutes (UTC).";
                return false;
            }

            if (from == until)
            {
                problem = $"'{part}' begins when it ends; for the whole day set SyncInterval.";
                return false;
            }

            if (!TryParseInterval(equals[1], out var interval))
            {
                problem = $"'{equals[1]}' is neither {RealTime} nor a time from {DurationText.Write(IntervalMin)} to {DurationText.Write(IntervalMax)}.";
                return false;
            }

            read.Add(new SyncWindow(from, until, interval));
        }

        return true;
    }

    private static bool TryTime(string text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
