namespace EmbeddedFunctions.ServiceBus;

/// <summary>Those who wait for something to take, first come first woken. Guarded by the queue's index.</summary>
internal sealed class Waiters
{
    private readonly LinkedList<TaskCompletionSource> _waiting = new();

    public LinkedListNode<TaskCompletionSource> Add() =>
        _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public void WakeOne()
    {
        if (_waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            first.Value.SetResult();
        }
    }

    public void WakeAll()
    {
        while (_waiting.First is not null)
        {
            WakeOne();
        }
    }

    /// <summary>Gives up waiting; one who had been woken already passes the wake on.</summary>
    public void Leave(LinkedListNode<TaskCompletionSource> waiter)
    {
        if (waiter.List is null)
        {
            WakeOne();
        }
        else
        {
            _waiting.Remove(waiter);
        }
    }
}
