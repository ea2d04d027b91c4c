namespace StockFlow.Simulator.Seeds;

/// <summary>What the world outside the app will do, by time. Entries of the same time go in the order they were made.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action, (long Ticks, long Number)> _entries = new();
    private long _made;

    /// <summary>When the next entry is due; null when there is none.</summary>
    public DateTimeOffset? NextDue => _entries.TryPeek(out _, out var due) ? new DateTimeOffset(due.Ticks, TimeSpan.Zero) : null;

    public void Add(DateTimeOffset due, Action entry) => _entries.Enqueue(entry, (due.UtcTicks, ++_made));

    /// <summary>Does the next entry if it is due.</summary>
    /// <returns>False when none was.</returns>
    public bool DoNext(DateTimeOffset now)
    {
        if (!_entries.TryPeek(out _, out var due) || due.Ticks > now.UtcTicks)
        {
            return false;
        }

        _entries.Dequeue()();
        return true;
    }
}
