using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure.Messaging.ServiceBus;
using EmbeddedFunctions.Store;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// The queues of one store. An acknowledged send is on disk; a completed message never comes back; any other does.
/// Locks are in memory: a process that ends loses them, as a client loses locks that lapse. Thread-safe.
/// </summary>
public sealed class ServiceBusBroker : IDisposable
{
    private const string DeadLetterSuffix = "/$deadletterqueue";

    private static readonly ConditionalWeakTable<EmbeddedStore, ServiceBusBroker> Brokers = [];

    private readonly EmbeddedStore _store;
    private readonly ConcurrentDictionary<string, BrokerQueue> _queues = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _declaring = new();

    private ServiceBusBroker(EmbeddedStore store)
    {
        _store = store;
        store.EnsureSchema("servicebus", QueueTable.Schema);
    }

    internal EmbeddedStore Store => _store;

    /// <summary>Rises whenever a message becomes deliverable in any queue. Two idle checks with the same number between saw no arrival.</summary>
    public long ArrivalCount => _queues.Values.Sum(queue => queue.Index.Version);

    /// <summary>The broker of a store; one for all who ask.</summary>
    public static ServiceBusBroker For(EmbeddedStore store)
    {
        lock (Brokers)
        {
            return Brokers.GetValue(store, static store => new ServiceBusBroker(store));
        }
    }

    /// <summary>Makes a queue known with its dead-letter queue, and takes in what the store holds of it. Messages survive a change of options.</summary>
    /// <param name="name">Case does not matter.</param>
    /// <param name="options">The queue's properties for the life of this process.</param>
    /// <exception cref="InvalidOperationException">The queue is declared with other options already.</exception>
    public void DeclareQueue(string name, BrokerQueueOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(options);
        options.Check(name);
        lock (_declaring)
        {
            if (_queues.TryGetValue(name, out var known))
            {
                if (known.Options != options)
                {
                    throw new InvalidOperationException($"The queue '{name}' is declared already as {known.Options}, not as {options}.");
                }

                return;
            }

            var deadLetterOptions = new BrokerQueueOptions { LockDuration = options.LockDuration, MaxDeliveryCount = int.MaxValue };
            var deadLetters = Open(DeadLetterPath(name), deadLetterOptions, null);
            var queue = Open(name, options, deadLetters);
            deadLetters.Load();
            queue.Load();
            _queues[deadLetters.Name] = deadLetters;
            _queues[name] = queue;
        }
    }

    /// <summary>Ends the queues' clocks. Pumps are stopped before, the store is closed after.</summary>
    public void Dispose()
    {
        foreach (var queue in _queues.Values)
        {
            queue.Dispose();
        }
    }

    internal static string DeadLetterPath(string queue) => queue + DeadLetterSuffix;

    /// <exception cref="ServiceBusException">MessagingEntityNotFound.</exception>
    internal BrokerQueue Queue(string name) => _queues.TryGetValue(name, out var queue) ? queue : throw BrokerFailures.NotFound(name);

    /// <exception cref="InvalidOperationException">The queue has no sessions.</exception>
    /// <inheritdoc cref="Queue"/>
    internal BrokerQueue QueueForSessions(string name) =>
        Queue(name) is { Options.RequiresSession: true } queue ? queue : throw BrokerFailures.HasNoSessions(name);

    /// <exception cref="InvalidOperationException">The queue requires sessions.</exception>
    /// <inheritdoc cref="Queue"/>
    internal BrokerQueue QueueForReceiving(string name, SubQueue subQueue)
    {
        var queue = QueueForPeeking(name, subQueue);
        return queue.Options.RequiresSession && subQueue == SubQueue.None ? throw BrokerFailures.NeedsSessionReceiver(name) : queue;
    }

    /// <summary>Looking takes no session: without one, the messages of all are shown (github.com/Azure/azure-sdk-for-net/issues/10722).</summary>
    /// <inheritdoc cref="Queue"/>
    internal BrokerQueue QueueForPeeking(string name, SubQueue subQueue)
    {
        var queue = Queue(name);
        return subQueue switch
        {
            SubQueue.DeadLetter => queue.DeadLetters ?? throw BrokerFailures.NotFound(DeadLetterPath(name)),
            SubQueue.TransferDeadLetter => throw new NotSupportedException("Messages are not transferred between queues here: read SubQueue.DeadLetter."),
            _ => queue,
        };
    }

    private BrokerQueue Open(string name, BrokerQueueOptions options, BrokerQueue? deadLetters)
    {
        // Each start takes a number, so that no lock token of an earlier start can be mistaken for one of this.
        var (id, nextSequence) = _store.Write(scope =>
        {
            scope.Prepare("INSERT INTO bus_queues(name, next_sequence) VALUES(?1, 1) ON CONFLICT(name) DO UPDATE SET next_sequence=next_sequence+1")
                .Bind(1, name.ToLowerInvariant()).Execute();
            using var row = scope.Prepare("SELECT id, next_sequence FROM bus_queues WHERE name=?1").Bind(1, name.ToLowerInvariant());
            row.Step();
            return (row.Int64(0), row.Int64(1));
        });
        return new BrokerQueue(name, options, _store, id, nextSequence, deadLetters);
    }
}
