using Azure.Messaging.ServiceBus;
using EmbeddedFunctions.Gates;
using EmbeddedFunctions.Store;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>One queue, or one dead-letter queue: its index in memory and its rows in the store. Thread-safe.</summary>
internal sealed class BrokerQueue : IDisposable
{
    private readonly EmbeddedStore _store;
    private readonly QueueTable _table;
    private readonly DeliveryMarks _marks;
    private readonly QueueIntake _intake;
    private readonly Settlement _settlement;

    public BrokerQueue(
        string name, BrokerQueueOptions options, EmbeddedStore store, long queueId, long nextSequence, BrokerQueue? deadLetters)
    {
        Name = name;
        Options = options;
        DeadLetters = deadLetters;
        _store = store;
        _table = new QueueTable(queueId);
        _marks = new DeliveryMarks(store, _table);
        Index = new QueueIndex(name, options, store.TimeProvider, new LockTokens(_table.Key(nextSequence)), Depart);
        _intake = new QueueIntake(name, options, store, _table, new SequenceNumbers(queueId, nextSequence), Index);
        _settlement = new Settlement(store, _table, Index, deadLetters);
    }

    public string Name { get; }

    public BrokerQueueOptions Options { get; }

    /// <summary>Null on a dead-letter queue.</summary>
    public BrokerQueue? DeadLetters { get; }

    public QueueIndex Index { get; }

    public QueueTable Table => _table;

    /// <summary>Takes in what the store holds from before. Called once, before anyone uses the queue.</summary>
    public void Load() => _intake.Load();

    /// <summary>Stores all of the messages, or none. A duplicate is acknowledged and dropped.</summary>
    /// <returns>One sequence number for each message; that of a duplicate is 0.</returns>
    public Task<long[]> SendAsync(IReadOnlyList<StoredMessage> contents, CancellationToken cancellationToken) =>
        _store.Gate is { } gate ? SendAsync(gate, contents, cancellationToken) : _intake.SendAsync(contents, cancellationToken);

    public Task CancelScheduledAsync(IReadOnlyList<long> sequences) => _settlement.RemoveAsync(Index.BeginCancel(sequences));

    /// <summary>Waits for messages.</summary>
    /// <returns>None when none came in time.</returns>
    public async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveAsync(
        int countMax, TimeSpan waitMax, ServiceBusReceiveMode mode, SessionLock? session, CancellationToken cancellationToken)
    {
        var started = _store.TimeProvider.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var messages = Deliver(Index.Take(countMax, session));
            if (messages.Count > 0)
            {
                return mode == ServiceBusReceiveMode.PeekLock ? messages : await RemoveAsync(messages).ConfigureAwait(false);
            }

            var left = waitMax - _store.TimeProvider.GetElapsedTime(started);
            if (!await WaitAsync(session, left, cancellationToken).ConfigureAwait(false))
            {
                return [];
            }
        }
    }

    /// <returns>Null when no session became free in time.</returns>
    public async Task<SessionLock?> AcceptNextSessionAsync(TimeSpan waitMax, CancellationToken cancellationToken)
    {
        var started = _store.TimeProvider.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Index.AcceptNextSession() is { } session)
            {
                return session;
            }

            var left = waitMax - _store.TimeProvider.GetElapsedTime(started);
            if (!await WaitAsync(null, left, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }
    }

    public SessionLock AcceptSession(string sessionId) => Index.AcceptSession(sessionId);

    public void ReleaseSession(SessionLock session) => Index.ReleaseSession(session);

    public DateTimeOffset RenewSession(SessionLock session) => Index.RenewSession(session);

    public DateTimeOffset RenewMessage(Guid token) => Index.RenewMessage(token);

    public BinaryData SessionState(SessionLock session)
    {
        Index.RequireHeld(session);
        return BinaryData.FromBytes(_store.Read(scope => _table.ReadSessionState(scope, session.SessionId)) ?? []);
    }

    public Task SetSessionStateAsync(SessionLock session, BinaryData? state)
    {
        Index.RequireHeld(session);
        var bytes = state?.ToArray();
        return _store.WriteAsync(scope =>
        {
            _table.WriteSessionState(scope, session.SessionId, bytes);
            return true;
        });
    }

    public IReadOnlyList<ServiceBusReceivedMessage> Peek(int countMax, long fromSequence, SessionLock? session)
    {
        var rows = _store.Read(scope => _table.Peek(scope, fromSequence, countMax, session?.SessionId));
        return [.. rows.Select(row => new ServiceBusReceivedMessage(row.Content, row.Sequence)
        {
            DeliveryCount = row.DeliveryCount,
            EnqueuedTime = new DateTimeOffset(row.EnqueuedTicks, TimeSpan.Zero),
            State = (ServiceBusMessageState)row.State,
        })];
    }

    public async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveDeferredAsync(
        IReadOnlyList<long> sequences, ServiceBusReceiveMode mode, SessionLock? session)
    {
        var messages = Deliver(Index.TakeDeferred(sequences, session));
        return mode == ServiceBusReceiveMode.PeekLock ? messages : await RemoveAsync(messages).ConfigureAwait(false);
    }

    public Task CompleteAsync(Guid token) => _settlement.RemoveAsync([Index.BeginSettle(token)]);

    /// <summary>Completes those whose lock is still held.</summary>
    public Task CompleteHeldAsync(IEnumerable<Guid> tokens) => _settlement.RemoveAsync(Index.BeginSettleHeld(tokens));

    public Task AbandonAsync(Guid token, IDictionary<string, object>? properties) =>
        _settlement.AbandonAsync(Index.BeginSettle(token), properties);

    public Task DeadLetterAsync(Guid token, IDictionary<string, object>? properties, string? reason, string? description) =>
        _settlement.DeadLetterAsync(Index.BeginSettle(token), properties, reason, description);

    public Task DeferAsync(Guid token, IDictionary<string, object>? properties) =>
        _settlement.DeferAsync(Index.BeginSettle(token), properties);

    /// <summary>Waits until there may be something to take.</summary>
    /// <returns>False when the time is up.</returns>
    public async Task<bool> WaitAsync(SessionLock? session, TimeSpan waitMax, CancellationToken cancellationToken)
    {
        if (Index.Wait(session) is not { } waiter)
        {
            return true;
        }

        try
        {
            if (waitMax != Timeout.InfiniteTimeSpan && waitMax <= TimeSpan.Zero)
            {
                Index.Leave(waiter, session);
                return false;
            }

            await waiter.Value.Task.WaitAsync(waitMax, _store.TimeProvider, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            Index.Leave(waiter, session);
            return false;
        }
        catch (OperationCanceledException)
        {
            Index.Leave(waiter, session);
            throw;
        }
    }

    /// <summary>Turns what was taken into messages, reading from the store what is not in memory, and puts the deliveries on record.</summary>
    public IReadOnlyList<ServiceBusReceivedMessage> Deliver(List<MessageLock> taken)
    {
        if (taken.Count == 0)
        {
            return [];
        }

        _marks.Add(taken);
        var contents = taken.ConvertAll(held => held.Entry.Content);
        if (contents.Contains(null))
        {
            contents = _store.Read(scope =>
                taken.ConvertAll(held => held.Entry.Content ?? _table.ReadContent(scope, held.Entry.Sequence)));
        }

        var messages = new List<ServiceBusReceivedMessage>(taken.Count);
        for (var i = 0; i < taken.Count; i++)
        {
            // A lock so short that it has ended already may have let the message go elsewhere.
            if (contents[i] is { } content)
            {
                messages.Add(Received(taken[i], content));
            }
        }

        return messages;
    }

    public void Dispose() => Index.Dispose();

    private static ServiceBusReceivedMessage Received(MessageLock held, StoredMessage content) => new(content, held.Entry.Sequence)
    {
        LockTokenGuid = held.Token,
        LockedUntil = new DateTimeOffset(held.Holder.LockedUntilTicks, TimeSpan.Zero),
        DeliveryCount = held.Entry.DeliveryCount,
        EnqueuedTime = new DateTimeOffset(held.Entry.EnqueuedTicks, TimeSpan.Zero),
        State = held.Entry.IsDeferred ? ServiceBusMessageState.Deferred : ServiceBusMessageState.Active,
    };

    private async Task<long[]> SendAsync(WorkGate gate, IReadOnlyList<StoredMessage> contents, CancellationToken cancellationToken)
    {
        await gate.PassAsync(GatePoint.BeforeSend, Name).ConfigureAwait(false);
        var numbers = await _intake.SendAsync(contents, cancellationToken).ConfigureAwait(false);
        await gate.PassAsync(GatePoint.AfterSend, Name).ConfigureAwait(false);
        return numbers;
    }

    private async Task<IReadOnlyList<ServiceBusReceivedMessage>> RemoveAsync(IReadOnlyList<ServiceBusReceivedMessage> messages)
    {
        foreach (var message in messages)
        {
            await CompleteAsync(message.LockTokenGuid).ConfigureAwait(false);
        }

        return messages;
    }

    private void Depart(BrokerEntry entry, Departure departure) => _ = departure switch
    {
        Departure.Enqueued => _settlement.EnqueueAsync(entry, _intake.NewEntry),
        Departure.Expired when DeadLetters is null || !Options.DeadLetteringOnMessageExpiration => _settlement.TryRemoveAsync(entry),
        Departure.Expired => _settlement.TryDeadLetterAsync(
            entry, "TTLExpiredException", "The message expired and was dead lettered."),
        _ => _settlement.TryDeadLetterAsync(
            entry, "MaxDeliveryCountExceeded", $"Message could not be consumed after {entry.DeliveryCount} delivery attempts."),
    };
}
