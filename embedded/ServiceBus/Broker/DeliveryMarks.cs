using EmbeddedFunctions.Store;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// Writes delivery counts behind: what is handed out between two commits goes to disk in one work item, and nobody waits for it.
/// A message that is settled by then costs no write.
/// </summary>
internal sealed class DeliveryMarks(EmbeddedStore store, QueueTable table)
{
    private readonly Lock _gate = new();
    private List<BrokerEntry> _waiting = [];
    private List<BrokerEntry> _spare = [];

    public void Add(List<MessageLock> taken)
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = _waiting.Count == 0;
            foreach (var held in taken)
            {
                _waiting.Add(held.Entry);
            }
        }

        if (isFirst)
        {
            // A failed write costs the count of these deliveries only; the messages themselves are untouched.
            store.WriteAsync(Write).ContinueWith(
                static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    private bool Write(WriteScope scope)
    {
        List<BrokerEntry> entries;
        lock (_gate)
        {
            entries = _waiting;
            _waiting = _spare;
            _spare = entries;
        }

        foreach (var entry in entries)
        {
            if (entry.State is EntryState.Locked or EntryState.Ready)
            {
                table.SetDeliveryCount(scope, entry.Sequence, entry.DeliveryCount);
            }
        }

        entries.Clear();
        return true;
    }
}
