namespace StockFlow.Items;

/// <summary>How long a process may believe what it last read of bundles and of items' terms.</summary>
public sealed class ItemOptions
{
    /// <summary>After that the next reader asks whether anything has changed: one small read. A change made in this process is seen at once.</summary>
    public TimeSpan CacheLifetime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// When a change is announced once more: after every process has forgotten what it knew before, and whatever became of the one that
    /// made the change. Far longer than <see cref="CacheLifetime"/>.
    /// </summary>
    public TimeSpan SpreadTime { get; init; } = TimeSpan.FromMinutes(1);
}
