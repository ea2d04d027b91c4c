using System.Globalization;
using NCrontab;

namespace EmbeddedFunctions.Functions;

/// <summary>When a timer function runs: at the times of an NCRONTAB expression in UTC, or a fixed time after its last run.</summary>
internal sealed class TimerSchedule
{
    private static readonly TimeSpan MonitoredIntervalMin = TimeSpan.FromMinutes(1);

    private readonly CrontabSchedule? _crontab;
    private readonly TimeSpan _interval;

    private TimerSchedule(CrontabSchedule? crontab, TimeSpan interval)
    {
        _crontab = crontab;
        _interval = interval;
    }

    /// <returns>Null if the text is neither NCRONTAB (five or six fields) nor a positive time of at most a day, such as 00:05:00.</returns>
    public static TimerSchedule? Parse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        if (fields >= 5)
        {
            var crontab = CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 });
            return crontab is null ? null : new TimerSchedule(crontab, TimeSpan.Zero);
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero && interval <= TimeSpan.FromDays(1)
            ? new TimerSchedule(null, interval)
            : null;
    }

    /// <summary>The first occurrence after a time; <see cref="DateTime.MaxValue"/> if there is none.</summary>
    public DateTime NextAfter(DateTime utc) => _crontab is null
        ? utc + _interval
        : DateTime.SpecifyKind(_crontab.GetNextOccurrence(utc, DateTime.MaxValue), DateTimeKind.Utc);

    /// <summary>Whether it leaves at least a minute between runs, so that remembering the last one is worth a write.</summary>
    public bool IsMonitored(DateTime utc)
    {
        var first = NextAfter(utc);
        return first == DateTime.MaxValue || NextAfter(first) - first >= MonitoredIntervalMin;
    }
}
