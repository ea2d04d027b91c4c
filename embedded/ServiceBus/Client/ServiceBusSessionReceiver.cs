using EmbeddedFunctions.ServiceBus;

namespace Azure.Messaging.ServiceBus;

/// <summary>The one receiver of a session while it holds the session's lock. Closing it gives the session back.</summary>
public class ServiceBusSessionReceiver : ServiceBusReceiver
{
    private readonly SessionLock _session;

    protected ServiceBusSessionReceiver()
    {
        _session = null!;
    }

    internal ServiceBusSessionReceiver(
        ServiceBusClient client, ServiceBusBroker broker, string queue, ServiceBusSessionReceiverOptions? options, SessionLock session)
        : base(client, broker, queue, new ServiceBusReceiverOptions
        {
            PrefetchCount = options?.PrefetchCount ?? 0,
            ReceiveMode = options?.ReceiveMode ?? ServiceBusReceiveMode.PeekLock,
        })
    {
        _session = session;
    }

    public virtual string SessionId => _session.SessionId;

    public virtual DateTimeOffset SessionLockedUntil => _session.LockedUntil;

    private protected override SessionLock? Session => _session;

    /// <returns>Empty when the session has no state.</returns>
    /// <exception cref="ServiceBusException">SessionLockLost.</exception>
    public virtual Task<BinaryData> GetSessionStateAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Queue().SessionState(_session));
    }

    /// <param name="sessionState">Null clears it.</param>
    /// <param name="cancellationToken">Checked before the write begins.</param>
    /// <exception cref="ServiceBusException">SessionLockLost.</exception>
    public virtual Task SetSessionStateAsync(BinaryData? sessionState, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Queue().SetSessionStateAsync(_session, sessionState);
    }

    /// <exception cref="ServiceBusException">SessionLockLost.</exception>
    public virtual Task RenewSessionLockAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Queue().RenewSession(_session);
        return Task.CompletedTask;
    }

    public override Task CloseAsync(CancellationToken cancellationToken = default)
    {
        if (!IsClosed)
        {
            Queue().ReleaseSession(_session);
        }

        return base.CloseAsync(cancellationToken);
    }
}
