namespace EmbeddedFunctions.DurableTask;

/// <summary>The events an orchestration has been sent and the waits for them, by name in any case.</summary>
internal sealed class ExternalEvents
{
    private readonly Dictionary<string, LinkedList<string?>> _unclaimed = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, LinkedList<TaskCompletionSource<string?>>> _waits = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many waits are open.</summary>
    public int WaitCount { get; private set; }

    /// <summary>Gives an event to the newest wait, or keeps it for the next one.</summary>
    public void Raise(string name, string? payload)
    {
        if (_waits.TryGetValue(name, out var waits) && waits.Last is { } newest)
        {
            Forget(newest);
            newest.Value.SetResult(payload);
            return;
        }

        if (!_unclaimed.TryGetValue(name, out var queue))
        {
            _unclaimed.Add(name, queue = []);
        }

        queue.AddLast(payload);
    }

    /// <summary>Takes the oldest event of this name.</summary>
    public bool TryTake(string name, out string? payload)
    {
        payload = null;
        if (!_unclaimed.TryGetValue(name, out var queue) || queue.First is not { } oldest)
        {
            return false;
        }

        payload = oldest.Value;
        queue.RemoveFirst();
        return true;
    }

    public LinkedListNode<TaskCompletionSource<string?>> Wait(string name)
    {
        if (!_waits.TryGetValue(name, out var waits))
        {
            _waits.Add(name, waits = []);
        }

        WaitCount++;
        return waits.AddLast(new TaskCompletionSource<string?>());
    }

    /// <summary>Ends a wait as cancelled, so that it takes no event from a later one.</summary>
    public void Cancel(LinkedListNode<TaskCompletionSource<string?>> wait, CancellationToken cancellationToken)
    {
        if (wait.List is not null)
        {
            Forget(wait);
            wait.Value.SetCanceled(cancellationToken);
        }
    }

    /// <summary>The events nobody has waited for, per name in the order they came.</summary>
    public IEnumerable<HistoryEvent> Unclaimed() =>
        from queue in _unclaimed
        from payload in queue.Value
        select new HistoryEvent(EventKind.EventRaised, Name: queue.Key, Payload: payload);

    private void Forget(LinkedListNode<TaskCompletionSource<string?>> wait)
    {
        wait.List!.Remove(wait);
        WaitCount--;
    }
}
