namespace StockFlow.Channels;

/// <summary>An interval that holds for a part of each day, UTC.</summary>
/// <param name="From">Included.</param>
/// <param name="Until">Excluded; before <paramref name="From"/> for a window over midnight.</param>
/// <param name="Interval">Zero for real time.</param>
public sealed record SyncWindow(TimeOnly From, TimeOnly Until, TimeSpan Interval);
