namespace StockFlow.Channels;

/// <summary>When a channel is told of changes.</summary>
/// <param name="Interval">Zero for real time; else the time from one sync to the next.</param>
/// <param name="Windows">Other intervals by time of day (UTC), the first match wins. Empty: the interval holds all day.</param>
public sealed record SyncSchedule(TimeSpan Interval, IReadOnlyList<SyncWindow> Windows)
{
    public static SyncSchedule RealTime { get; } = new(TimeSpan.Zero, []);

    public static SyncSchedule Every(TimeSpan interval) => new(interval, []);

    /// <returns>The interval in force; zero for real time.</returns>
    public TimeSpan IntervalAt(DateTimeOffset utc)
    {
        var time = TimeOnly.FromDateTime(utc.UtcDateTime);
        foreach (var window in Windows)
        {
            // IsBetween handles a window over midnight.
            if (time.IsBetween(window.From, window.Until))
            {
                return window.Interval;
            }
        }

        return Interval;
    }
}
