namespace EmbeddedFunctions.ServiceBus;

/// <summary>The messages whose moment is still to come. Guarded by its queue's index.</summary>
/// <param name="clock">Rings when the next is due.</param>
internal sealed class Schedule(AlarmClock clock)
{
    private readonly Dictionary<long, BrokerEntry> _bySequence = [];

    /// <summary>May name entries that have left the schedule: those are not Scheduled any more, and dropped when they come first.</summary>
    private readonly PriorityQueue<BrokerEntry, long> _byMoment = new();

    /// <summary>The next moment in UTC ticks; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextTicks
    {
        get
        {
            while (_byMoment.TryPeek(out var entry, out var dueTicks))
            {
                if (entry.State == EntryState.Scheduled)
                {
                    return dueTicks;
                }

                _byMoment.Dequeue();
            }

            return long.MaxValue;
        }
    }

    public void Add(BrokerEntry entry, long dueTicks)
    {
        entry.DueTicks = dueTicks;
        _bySequence.Add(entry.Sequence, entry);
        _byMoment.Enqueue(entry, dueTicks);
        clock.Set(dueTicks);
    }

    public bool Contains(long sequence) => _bySequence.ContainsKey(sequence);

    /// <summary>Takes one out, to cancel it; the caller changes its state.</summary>
    /// <returns>Null when it is not there.</returns>
    public BrokerEntry? Remove(long sequence) => _bySequence.Remove(sequence, out var entry) ? entry : null;

    /// <summary>Takes out the first whose moment has come; the caller changes its state.</summary>
    /// <returns>Null when there is none; the alarm is set for the next then.</returns>
    public BrokerEntry? TakeDue(long nowTicks)
    {
        var nextTicks = NextTicks;
        if (nextTicks > nowTicks)
        {
            clock.Set(nextTicks);
            return null;
        }

        var entry = _byMoment.Dequeue();
        _bySequence.Remove(entry.Sequence);
        return entry;
    }
}
