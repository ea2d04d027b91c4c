using Azure.Messaging.ServiceBus;
using EmbeddedFunctions.Store;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// The writes that take messages out of their place. Entries come in as Settling; a write that fails puts them back,
/// so a message is never lost, and its receiver hears of the failure.
/// </summary>
internal sealed class Settlement(EmbeddedStore store, QueueTable table, QueueIndex index, BrokerQueue? deadLetters)
{
    /// <summary>Removes messages for good, in one step.</summary>
    public Task RemoveAsync(IReadOnlyList<BrokerEntry> entries) => entries.Count == 0 ? Task.CompletedTask : WriteAsync(entries, scope =>
    {
        foreach (var entry in entries)
        {
            table.Delete(scope, entry.Sequence);
        }

        scope.AfterCommit(() => index.Finish(entries));
    });

    /// <summary>Gives a message back at once; without properties to set there is nothing to write.</summary>
    public async Task AbandonAsync(BrokerEntry entry, IDictionary<string, object>? properties)
    {
        if (properties is { Count: > 0 })
        {
            await WriteAsync([entry], scope => SetProperties(scope, entry, properties)).ConfigureAwait(false);
        }

        index.GiveBack([entry]);
    }

    public Task DeferAsync(BrokerEntry entry, IDictionary<string, object>? properties) => WriteAsync([entry], scope =>
    {
        SetProperties(scope, entry, properties);
        table.SetState(scope, entry.Sequence, EntryState.Deferred);
        scope.AfterCommit(() => index.Defer(entry));
    });

    /// <summary>Moves a message to the dead letters; a dead letter stays where it is and gets the new reason.</summary>
    public Task DeadLetterAsync(BrokerEntry entry, IDictionary<string, object>? properties, string? reason, string? description)
    {
        var changes = properties is null ? [] : new Dictionary<string, object>(properties, StringComparer.Ordinal);
        if (reason is not null)
        {
            changes[ServiceBusReceivedMessage.DeadLetterReasonProperty] = reason;
        }

        if (description is not null)
        {
            changes[ServiceBusReceivedMessage.DeadLetterDescriptionProperty] = description;
        }

        return WriteAsync([entry], scope =>
        {
            SetProperties(scope, entry, changes);
            if (deadLetters is null)
            {
                scope.AfterCommit(() => index.GiveBack([entry], afterFailure: true));
                return;
            }

            table.MoveTo(scope, deadLetters.Table, entry.Sequence, entry.DeliveryCount);
            var moved = new BrokerEntry(entry.Sequence) { DeliveryCount = entry.DeliveryCount, EnqueuedTicks = entry.EnqueuedTicks };
            scope.AfterCommit(() =>
            {
                deadLetters.Index.Admit([new Arrival(moved, 0, null, null)]);
                index.Finish([entry]);
            });
        });
    }

    /// <summary>As <see cref="DeadLetterAsync"/> when nobody waits for it: after a failure the message is handed out again.</summary>
    public Task TryDeadLetterAsync(BrokerEntry entry, string reason, string description) =>
        Unwatched(() => DeadLetterAsync(entry, null, reason, description));

    /// <summary>As <see cref="RemoveAsync"/> when nobody waits for it.</summary>
    public Task TryRemoveAsync(BrokerEntry entry) => Unwatched(() => RemoveAsync([entry]));

    /// <summary>Makes a scheduled message deliverable, under a new sequence number as if it were sent now.</summary>
    public Task EnqueueAsync(BrokerEntry scheduled, Func<WriteScope, long, TimeSpan, BrokerEntry> newEntry) =>
        Unwatched(() => WriteAsync([scheduled], scope =>
        {
            var content = table.ReadContent(scope, scheduled.Sequence)
                ?? throw new InvalidOperationException($"The scheduled message {scheduled.Sequence} is not in the store.");
            var entry = newEntry(scope, store.TimeProvider.GetUtcNow().UtcTicks, content.TimeToLive);
            table.Activate(scope, scheduled.Sequence, entry);
            scope.AfterCommit(() => index.Admit([new Arrival(entry, 0, content.SessionId, content)], [scheduled]));
        }));

    private static async Task Unwatched(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The store could not write, or closes: the message is back in its place, and on disk it never left.
        }
    }

    private void SetProperties(WriteScope scope, BrokerEntry entry, IDictionary<string, object>? properties)
    {
        if (properties is { Count: > 0 } && table.ReadContent(scope, entry.Sequence) is { } content)
        {
            table.SetHeader(scope, entry.Sequence, content.WithProperties(properties).Header);
        }
    }

    private async Task WriteAsync(IReadOnlyList<BrokerEntry> entries, Action<WriteScope> work)
    {
        try
        {
            await store.WriteAsync(scope =>
            {
                work(scope);
                return true;
            }).ConfigureAwait(false);
        }
        catch
        {
            index.GiveBack(entries, afterFailure: true);
            throw;
        }
    }
}
