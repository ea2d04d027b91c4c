using System.Runtime.CompilerServices;
using EmbeddedFunctions.ServiceBus;

namespace Azure.Messaging.ServiceBus;

/// <summary>Receives from one queue, or from its dead-letter queue, in order of sequence number. Thread-safe.</summary>
public class ServiceBusReceiver : IAsyncDisposable
{
    /// <summary>How long a receive waits when the caller does not say.</summary>
    internal static readonly TimeSpan DefaultWaitMax = TimeSpan.FromMinutes(1);

    private readonly ServiceBusBroker _broker;
    private readonly ServiceBusClient? _client;
    private readonly string _queueName;
    private readonly SubQueue _subQueue;
    private long _lastPeeked;

    protected ServiceBusReceiver()
    {
        _broker = null!;
        _queueName = EntityPath = string.Empty;
    }

    internal ServiceBusReceiver(ServiceBusClient client, ServiceBusBroker broker, string queue, ServiceBusReceiverOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(queue);
        ArgumentNullException.ThrowIfNull(options);
        _client = client;
        _broker = broker;
        _queueName = queue;
        _subQueue = options.SubQueue;
        PrefetchCount = options.PrefetchCount;
        ReceiveMode = options.ReceiveMode;
        EntityPath = _subQueue == SubQueue.None ? queue : ServiceBusBroker.DeadLetterPath(queue);
    }

    public virtual string EntityPath { get; }

    public virtual string FullyQualifiedNamespace => _client?.FullyQualifiedNamespace ?? string.Empty;

    public virtual string Identifier => EntityPath;

    public virtual bool IsClosed { get; private protected set; }

    public virtual int PrefetchCount { get; }

    public virtual ServiceBusReceiveMode ReceiveMode { get; }

    private protected virtual SessionLock? Session => null;

    /// <summary>Waits for the next message.</summary>
    /// <param name="maxWaitTime">Null stands for a minute.</param>
    /// <returns>Null when none came in time.</returns>
    /// <exception cref="ServiceBusException">MessagingEntityNotFound, SessionLockLost.</exception>
    public virtual async Task<ServiceBusReceivedMessage?> ReceiveMessageAsync(
        TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default)
    {
        var messages = await ReceiveMessagesAsync(1, maxWaitTime, cancellationToken).ConfigureAwait(false);
        return messages.Count == 0 ? null : messages[0];
    }

    /// <summary>Waits for the first message and returns it with those already there behind it.</summary>
    /// <returns>Up to <paramref name="maxMessages"/>; none when none came in time.</returns>
    /// <inheritdoc cref="ReceiveMessageAsync"/>
    public virtual Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        return Queue().ReceiveAsync(maxMessages, maxWaitTime ?? DefaultWaitMax, ReceiveMode, Session, cancellationToken);
    }

    /// <summary>Receives without end, until it is cancelled.</summary>
    public virtual async IAsyncEnumerable<ServiceBusReceivedMessage> ReceiveMessagesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await ReceiveMessageAsync(null, cancellationToken).ConfigureAwait(false) is { } message)
            {
                yield return message;
            }
        }
    }

    /// <summary>Looks at a message without locking it, whatever its state.</summary>
    /// <param name="fromSequenceNumber">Null stands for the message after the one peeked last.</param>
    public virtual async Task<ServiceBusReceivedMessage?> PeekMessageAsync(
        long? fromSequenceNumber = null, CancellationToken cancellationToken = default)
    {
        var messages = await PeekMessagesAsync(1, fromSequenceNumber, cancellationToken).ConfigureAwait(false);
        return messages.Count == 0 ? null : messages[0];
    }

    /// <inheritdoc cref="PeekMessageAsync"/>
    public virtual Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(
        int maxMessages, long? fromSequenceNumber = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfClosed();
        var queue = Session is not null ? _broker.QueueForSessions(_queueName) : _broker.QueueForPeeking(_queueName, _subQueue);
        var messages = queue.Peek(maxMessages, fromSequenceNumber ?? _lastPeeked + 1, Session);
        if (messages.Count > 0)
        {
            _lastPeeked = messages[^1].SequenceNumber;
        }

        return Task.FromResult(messages);
    }

    /// <exception cref="ServiceBusException">MessageNotFound: no deferred message has the number.</exception>
    public virtual async Task<ServiceBusReceivedMessage?> ReceiveDeferredMessageAsync(
        long sequenceNumber, CancellationToken cancellationToken = default)
    {
        var messages = await ReceiveDeferredMessagesAsync([sequenceNumber], cancellationToken).ConfigureAwait(false);
        return messages[0];
    }

    /// <inheritdoc cref="ReceiveDeferredMessageAsync"/>
    public virtual Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveDeferredMessagesAsync(
        IEnumerable<long> sequenceNumbers, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Queue().ReceiveDeferredAsync([.. sequenceNumbers], ReceiveMode, Session);
    }

    /// <summary>Removes the message for good.</summary>
    /// <exception cref="ServiceBusException">MessageLockLost, SessionLockLost: someone else may get the message.</exception>
    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        Settling(message, cancellationToken).CompleteAsync(message.LockTokenGuid);

    /// <summary>Gives the message back at once; past the queue's delivery limit it becomes a dead letter.</summary>
    /// <inheritdoc cref="CompleteMessageAsync"/>
    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) =>
        Settling(message, cancellationToken).AbandonAsync(message.LockTokenGuid, propertiesToModify);

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        string deadLetterReason,
        string? deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default) =>
        Settling(message, cancellationToken).DeadLetterAsync(message.LockTokenGuid, null, deadLetterReason, deadLetterErrorDescription);

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) =>
        Settling(message, cancellationToken).DeadLetterAsync(message.LockTokenGuid, propertiesToModify, null, null);

    /// <summary>Moves the message to the dead-letter queue.</summary>
    /// <inheritdoc cref="CompleteMessageAsync"/>
    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify,
        string deadLetterReason,
        string? deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default) =>
        Settling(message, cancellationToken)
            .DeadLetterAsync(message.LockTokenGuid, propertiesToModify, deadLetterReason, deadLetterErrorDescription);

    /// <summary>Sets the message aside; it is received again by its sequence number only.</summary>
    /// <inheritdoc cref="CompleteMessageAsync"/>
    public virtual Task DeferMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) =>
        Settling(message, cancellationToken).DeferAsync(message.LockTokenGuid, propertiesToModify);

    /// <summary>Starts the lock's duration anew.</summary>
    /// <exception cref="InvalidOperationException">The receiver holds a session: its lock is the one to renew.</exception>
    /// <inheritdoc cref="CompleteMessageAsync"/>
    public virtual Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        var queue = Settling(message, cancellationToken);
        if (Session is not null)
        {
            throw new InvalidOperationException("The messages of a session are held by the session's lock: renew that one.");
        }

        message.LockedUntil = queue.RenewMessage(message.LockTokenGuid);
        return Task.CompletedTask;
    }

    public virtual Task CloseAsync(CancellationToken cancellationToken = default)
    {
        IsClosed = true;
        return Task.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    private protected BrokerQueue Queue()
    {
        ThrowIfClosed();
        return Session is not null ? _broker.QueueForSessions(_queueName) : _broker.QueueForReceiving(_queueName, _subQueue);
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(IsClosed || _client is { IsClosed: true }, this);

    private BrokerQueue Settling(ServiceBusReceivedMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        if (ReceiveMode != ServiceBusReceiveMode.PeekLock)
        {
            throw new InvalidOperationException("Only a message received in PeekLock mode can be settled.");
        }

        return Queue();
    }
}
