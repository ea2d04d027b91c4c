namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// Whether anything of a queue's work is under way: messages deliverable, held or about to move, and handlers that have not ended.
/// Those scheduled for later and deferred ones do not count. Guarded by the queue's index.
/// </summary>
internal sealed class IdleWatch(Places places, Holds holds)
{
    private TaskCompletionSource? _idle;
    private int _handlerCount;

    public bool IsIdle => _handlerCount == 0 && holds.MessageCount == 0 && !places.HasWork;

    public void BeginHandler() => _handlerCount++;

    public void EndHandler() => _handlerCount--;

    /// <summary>Ends as soon as the queue is idle; at once when it is.</summary>
    public Task WhenIdle()
    {
        if (IsIdle)
        {
            return Task.CompletedTask;
        }

        _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _idle.Task;
    }

    /// <summary>Some work has ended: tells those who wait if it was the last.</summary>
    public void Signal()
    {
        if (_idle is not null && IsIdle)
        {
            _idle.SetResult();
            _idle = null;
        }
    }
}
