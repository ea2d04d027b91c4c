using Azure.Messaging.ServiceBus;
using EmbeddedFunctions.ServiceBus;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Settles the messages a function was given.</summary>
public class ServiceBusMessageActions
{
    private readonly BrokerQueue _queue;

    internal ServiceBusMessageActions(BrokerQueue queue)
    {
        _queue = queue;
    }

    /// <summary>For test doubles, which override what they need.</summary>
    protected ServiceBusMessageActions()
    {
        _queue = null!;
    }

    /// <inheritdoc cref="ServiceBusReceiver.CompleteMessageAsync"/>
    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        _queue.CompleteAsync(TokenOf(message, cancellationToken));

    /// <inheritdoc cref="ServiceBusReceiver.AbandonMessageAsync"/>
    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = default, CancellationToken cancellationToken = default) =>
        _queue.AbandonAsync(TokenOf(message, cancellationToken), propertiesToModify);

    /// <summary>Moves the message to the dead-letter queue.</summary>
    /// <exception cref="ServiceBusException">MessageLockLost: someone else may get the message.</exception>
    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = default,
        string? deadLetterReason = default,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default) =>
        _queue.DeadLetterAsync(TokenOf(message, cancellationToken), propertiesToModify, deadLetterReason, deadLetterErrorDescription);

    /// <inheritdoc cref="ServiceBusReceiver.DeferMessageAsync"/>
    public virtual Task DeferMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = default, CancellationToken cancellationToken = default) =>
        _queue.DeferAsync(TokenOf(message, cancellationToken), propertiesToModify);

    /// <summary>Starts the lock's duration anew; in a session, the session's.</summary>
    /// <exception cref="ServiceBusException">MessageLockLost.</exception>
    public virtual Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        message.LockedUntil = _queue.RenewMessage(TokenOf(message, cancellationToken));
        return Task.CompletedTask;
    }

    private static Guid TokenOf(ServiceBusReceivedMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        return message.LockTokenGuid;
    }
}
