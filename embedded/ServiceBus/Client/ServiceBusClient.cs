using Azure.Core;
using EmbeddedFunctions.ServiceBus;
using EmbeddedFunctions.Store;

namespace Azure.Messaging.ServiceBus;

/// <summary>The way to the queues of one embedded store. Thread-safe; made once and shared.</summary>
public class ServiceBusClient : IAsyncDisposable
{
    private readonly ServiceBusBroker _broker;

    protected ServiceBusClient()
    {
        _broker = null!;
        FullyQualifiedNamespace = Identifier = string.Empty;
    }

    /// <param name="connectionString"><c>EmbeddedStore=path</c>.</param>
    /// <exception cref="NotSupportedException">The connection string names a real namespace.</exception>
    public ServiceBusClient(string connectionString)
        : this(connectionString, new ServiceBusClientOptions())
    {
    }

    /// <inheritdoc cref="ServiceBusClient(string)"/>
    public ServiceBusClient(string connectionString, ServiceBusClientOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        ArgumentNullException.ThrowIfNull(options);
        if (!EmbeddedStores.IsEmbedded(connectionString))
        {
            throw new NotSupportedException(
                "The embedded host carries messages in its own store and can't reach a Service Bus namespace. "
                + "Set the connection to 'EmbeddedStore=<path of the database file>', or build the app for the Azure host.");
        }

        var store = EmbeddedStores.Get(connectionString);
        _broker = ServiceBusBroker.For(store);
        FullyQualifiedNamespace = store.Path;
        Identifier = options.Identifier ?? store.Path;
    }

    /// <exception cref="NotSupportedException">Always: a namespace is reached over the network.</exception>
    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential)
        : this(fullyQualifiedNamespace, credential, new ServiceBusClientOptions())
    {
    }

    /// <inheritdoc cref="ServiceBusClient(string, TokenCredential)"/>
    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential, ServiceBusClientOptions options)
        : this()
    {
        throw new NotSupportedException(
            $"The embedded host can't reach the Service Bus namespace '{fullyQualifiedNamespace}'. Remove the setting that ends in "
            + "__fullyQualifiedNamespace and set the connection to 'EmbeddedStore=<path of the database file>'.");
    }

    public virtual string FullyQualifiedNamespace { get; }

    public virtual string Identifier { get; }

    public virtual bool IsClosed { get; private set; }

    /// <returns>A sender. Whether the queue exists shows at the first send.</returns>
    public virtual ServiceBusSender CreateSender(string queueOrTopicName)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return new ServiceBusSender(this, _broker, queueOrTopicName);
    }

    public virtual ServiceBusReceiver CreateReceiver(string queueName) => CreateReceiver(queueName, new ServiceBusReceiverOptions());

    /// <returns>A receiver. Whether the queue exists shows at the first receive.</returns>
    public virtual ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return new ServiceBusReceiver(this, _broker, queueName, options);
    }

    /// <summary>Locks one session, whether or not it has messages.</summary>
    /// <exception cref="ServiceBusException">SessionCannotBeLocked: another receiver holds it. MessagingEntityNotFound.</exception>
    public virtual Task<ServiceBusSessionReceiver> AcceptSessionAsync(
        string queueName, string sessionId, ServiceBusSessionReceiverOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sessionId);
        cancellationToken.ThrowIfCancellationRequested();
        var queue = _broker.QueueForSessions(queueName);
        return Task.FromResult(new ServiceBusSessionReceiver(this, _broker, queueName, options, queue.AcceptSession(sessionId)));
    }

    /// <summary>Waits for a session that has messages and no receiver, and locks it.</summary>
    /// <exception cref="ServiceBusException">ServiceTimeout: none came within a minute. MessagingEntityNotFound.</exception>
    public virtual async Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(
        string queueName, ServiceBusSessionReceiverOptions? options = null, CancellationToken cancellationToken = default)
    {
        var queue = _broker.QueueForSessions(queueName);
        var session = await queue.AcceptNextSessionAsync(ServiceBusReceiver.DefaultWaitMax, cancellationToken).ConfigureAwait(false)
            ?? throw new ServiceBusException("No session with messages became free in time.", ServiceBusFailureReason.ServiceTimeout, queueName);
        return new ServiceBusSessionReceiver(this, _broker, queueName, options, session);
    }

    public virtual ValueTask DisposeAsync()
    {
        IsClosed = true;
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
