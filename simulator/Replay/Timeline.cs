namespace StockFlow.Simulator.Replay;

/// <summary>What is to be done when. Entries of the same time are done in the order they were added.</summary>
public sealed class Timeline
{
    private readonly PriorityQueue<Func<CancellationToken, Task>, (DateTimeOffset At, long Number)> _entries = new();
    private long _number;

    /// <summary>When the next entry is due; null when there is none.</summary>
    public DateTimeOffset? Next => _entries.TryPeek(out _, out var priority) ? priority.At : null;

    public void Add(DateTimeOffset at, Func<CancellationToken, Task> action) => _entries.Enqueue(action, (at, _number++));

    /// <summary>Takes the next entry.</summary>
    public Func<CancellationToken, Task> Take() => _entries.Dequeue();
}
