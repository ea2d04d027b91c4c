using Azure.Messaging.ServiceBus;
using EmbeddedFunctions.ServiceBus;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The session whose messages a function was given.</summary>
public class ServiceBusSessionMessageActions
{
    private readonly BrokerQueue _queue;
    private readonly SessionLock _session;

    internal ServiceBusSessionMessageActions(BrokerQueue queue, SessionLock session)
    {
        _queue = queue;
        _session = session;
        SessionLockedUntil = session.LockedUntil;
    }

    /// <summary>For test doubles, which override what they need.</summary>
    protected ServiceBusSessionMessageActions()
    {
        _queue = null!;
        _session = null!;
    }

    public virtual DateTimeOffset SessionLockedUntil { get; protected set; }

    /// <inheritdoc cref="ServiceBusSessionReceiver.GetSessionStateAsync"/>
    public virtual Task<BinaryData> GetSessionStateAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_queue.SessionState(_session));
    }

    /// <inheritdoc cref="ServiceBusSessionReceiver.SetSessionStateAsync"/>
    public virtual Task SetSessionStateAsync(BinaryData sessionState, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _queue.SetSessionStateAsync(_session, sessionState);
    }

    /// <summary>Gives the session back with its unsettled messages.</summary>
    public virtual Task ReleaseSession(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _queue.ReleaseSession(_session);
        return Task.CompletedTask;
    }

    /// <inheritdoc cref="ServiceBusSessionReceiver.RenewSessionLockAsync"/>
    public virtual Task RenewSessionLockAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        SessionLockedUntil = _queue.RenewSession(_session);
        return Task.CompletedTask;
    }
}
