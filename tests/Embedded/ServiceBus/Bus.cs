using Azure.Messaging.ServiceBus;
using EmbeddedFunctions.ServiceBus;
using EmbeddedFunctions.Store;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Embedded.ServiceBus;

/// <summary>A broker on a store in a temporary folder, on a clock that the test moves, with a restart.</summary>
internal sealed class Bus : IDisposable
{
    public const string Queue = "orders";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "bus-" + Guid.NewGuid().ToString("N"));
    private readonly BrokerQueueOptions _options;
    private readonly TimeProvider _time;
    private EmbeddedStore _store;

    public Bus(BrokerQueueOptions? options = null, TimeProvider? time = null)
    {
        _options = options ?? new BrokerQueueOptions();
        _time = time ?? Time;
        (_store, Broker, Client) = Open();
    }

    public FakeTime Time { get; } = new();

    public ServiceBusBroker Broker { get; private set; }

    public ServiceBusClient Client { get; private set; }

    public ServiceBusSender Sender => Client.CreateSender(Queue);

    public ServiceBusReceiver Receiver => Client.CreateReceiver(Queue);

    public ServiceBusReceiver DeadLetters => Client.CreateReceiver(Queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

    public static ServiceBusMessage Message(string body, string? session = null, string? id = null) =>
        new(body) { SessionId = session, MessageId = id };

    public Task SendAsync(params string[] bodies) =>
        Sender.SendMessagesAsync(bodies.Select(body => Message(body)), TestContext.Current.CancellationToken);

    public Task SendToAsync(string session, params string[] bodies) =>
        Sender.SendMessagesAsync(bodies.Select(body => Message(body, session)), TestContext.Current.CancellationToken);

    /// <summary>What is there now, without waiting.</summary>
    public static async Task<ServiceBusReceivedMessage?> NowAsync(ServiceBusReceiver receiver) =>
        await receiver.ReceiveMessageAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);

    public static async Task<string[]> BodiesAsync(ServiceBusReceiver receiver, int countMax = 100) =>
        [.. (await receiver.ReceiveMessagesAsync(countMax, TimeSpan.Zero, TestContext.Current.CancellationToken)).Select(m => m.Body.ToString())];

    /// <summary>Waits for writes that nobody waits for, such as those of timers.</summary>
    public Task WritesDoneAsync() => _store.WriteAsync(_ => true, TestContext.Current.CancellationToken);

    /// <summary>Ends the process, so to speak, and starts it again.</summary>
    public void Restart()
    {
        Broker.Dispose();
        _store.Dispose();
        (_store, Broker, Client) = Open();
    }

    public void Dispose()
    {
        Broker.Dispose();
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private (EmbeddedStore Store, ServiceBusBroker Broker, ServiceBusClient Client) Open()
    {
        var path = Path.Combine(_folder, "bus.db");
        var store = EmbeddedStores.Open(path, new EmbeddedStoreOptions { TimeProvider = _time });
        var broker = ServiceBusBroker.For(store);
        broker.DeclareQueue(Queue, _options);
        return (store, broker, new ServiceBusClient("EmbeddedStore=" + path));
    }
}
