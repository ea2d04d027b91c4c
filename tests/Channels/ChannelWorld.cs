using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using EmbeddedFunctions.ServiceBus;
using EmbeddedFunctions.Store;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels;
using StockFlow.Channels.Listings;
using StockFlow.Channels.Outbox;
using StockFlow.Channels.Pushes;
using StockFlow.Items;
using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Channels;

/// <summary>The channels' part of the app on a store of its own, with shops that misbehave and a clock that the test moves.</summary>
internal sealed class ChannelWorld : IAsyncDisposable
{
    private static readonly LocationId London = LocationId.Parse("london");

    private readonly string _folder = Directory.CreateTempSubdirectory("stockflow-channels-").FullName;
    private readonly string _connection;
    private readonly EmbeddedStore _store;
    private readonly ServiceBusBroker _broker;
    private readonly Dictionary<string, string?> _settings;
    private readonly Dictionary<Sku, SkuLevels> _levels = [];
    private readonly List<ServiceProvider> _processes = [];

    private ChannelWorld(params (string Id, string SyncInterval)[] channels)
    {
        var path = Path.Combine(_folder, "world.db");
        _connection = $"EmbeddedStore={path}";
        _store = EmbeddedStores.Open(path, null);
        _broker = ServiceBusBroker.For(_store);
        // Without sessions, so that a test can look at all messages at once.
        foreach (var queue in new[] { QueueNames.OrderEvents, QueueNames.ChannelPushes, QueueNames.StockChanges })
        {
            _broker.DeclareQueue(queue, new BrokerQueueOptions());
        }

        Bus = new ServiceBusClient(_connection);
        _settings = new Dictionary<string, string?> { ["StockFlow:Locations:london:Priority"] = "1" };
        foreach (var (id, interval) in channels)
        {
            Shops[ChannelId.Parse(id)] = new FakeShop { Time = Time, Step = Crashes.Step };
            _settings[$"StockFlow:Channels:{id}:Kind"] = "fake";
            _settings[$"StockFlow:Channels:{id}:Endpoint"] = "https://shop.example.com/";
            _settings[$"StockFlow:Channels:{id}:SyncInterval"] = interval;
        }

        Process = StartProcess();
    }

    public string Connection => _connection;

    public FakeTime Time { get; } = new();

    public CrashPlan Crashes { get; } = new();

    public ServiceBusClient Bus { get; }

    public Dictionary<ChannelId, FakeShop> Shops { get; } = [];

    public ServiceProvider Process { get; private set; }

    public FakeShop Shop => Shops.Values.First();

    public ChannelId Channel => Shops.Keys.First();

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ChannelWorld> CreateAsync(params (string Id, string SyncInterval)[] channels)
    {
        var world = new ChannelWorld(channels.Length == 0 ? [("shop", "realtime")] : channels);
        await world.Get<ChannelTables>().CreateAsync(Cancellation);
        await world.Get<ItemTables>().CreateAsync(Cancellation);
        return world;
    }

    public static Sku SkuOf(int number) => Sku.Parse($"SKU-{number}");

    public static string ReferenceOf(int number) => $"ref-{number}";

    public T Get<T>()
        where T : notnull =>
        Process.GetRequiredService<T>();

    /// <summary>A further process on the same store and shops.</summary>
    public ServiceProvider StartProcess()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton(new Jitter(new Random(17)));
        services.AddSingleton<TableServiceClient>(new CrashingTables(_connection, Crashes));
        services.AddSingleton(Bus);
        services.AddSingleton<QueueSender>();
        services.AddSingleton<OrderQueue>();
        services.AddSingleton<StockAnnouncer>();
        services.AddSingleton<ReadLevels>((skus, _) =>
        {
            IReadOnlyDictionary<Sku, SkuLevels> found = skus.Where(_levels.ContainsKey).ToDictionary(sku => sku, sku => _levels[sku]);
            return Task.FromResult(found);
        });
        services.AddConnectorKind(new ConnectorKind("fake", [], (settings, _, _) => Shops[settings.Id]) { HasPrices = true });
        services.AddChannels(configuration);
        var process = services.BuildServiceProvider();
        _processes.Add(process);
        return process;
    }

    /// <summary>The process has died; another takes its place.</summary>
    public void Restart()
    {
        Crashes.Revive();
        Process = StartProcess();
    }

    /// <summary>For the next process that is started.</summary>
    public void SetOnly(string name, string value) => _settings[name] = value;

    public void Set(string name, string value)
    {
        _settings[name] = value;
        Process = StartProcess();
    }

    public void SetLevel(int number, int available)
    {
        var sku = SkuOf(number);
        var position = _levels.TryGetValue(sku, out var before) ? before.Position + 1 : 1;
        _levels[sku] = new SkuLevels(sku, [new LocationLevel(London, available)], position);
    }

    /// <summary>Lists SKUs at a number that the channel shows and that is on record as acknowledged.</summary>
    public async Task ListAsync(int count, int units)
    {
        foreach (var number in Enumerable.Range(1, count))
        {
            SetLevel(number, units);
            foreach (var (id, shop) in Shops)
            {
                shop.Units[ReferenceOf(number)] = units;
                shop.Skus[ReferenceOf(number)] = SkuOf(number).Value;
            }
        }

        foreach (var id in Shops.Keys)
        {
            await Get<ListingImporter>().ImportPageAsync(id, null, Cancellation);
        }

        await SettleAsync();
        foreach (var shop in Shops.Values)
        {
            shop.Calls.Clear();
        }
    }

    /// <summary>Changes a level and fans the change out.</summary>
    public async Task ChangeAsync(int number, int available)
    {
        SetLevel(number, available);
        await FanOutAsync(number);
    }

    /// <summary>Sets a base price and fans the change out, as its announcement would.</summary>
    public async Task PriceAsync(int number, decimal? price, ServiceProvider? process = null)
    {
        await (process ?? Process).GetRequiredService<ItemService>().SetPriceAsync(SkuOf(number), price, expectedRevision: null, Cancellation);
        await FanOutAsync(number);
    }

    public Task FanOutAsync(params int[] numbers) =>
        Get<StockFanOut>().FanOutAsync([.. numbers.Select(number => new StockChanged(SkuOf(number), Time.GetUtcNow()))], Cancellation);

    /// <summary>Fans out what an order of the channel's own has moved there.</summary>
    public Task MoveAsync(int number) =>
        Get<StockFanOut>().FanOutAsync([new StockChanged(SkuOf(number), Time.GetUtcNow(), Channel)], Cancellation);

    public Task<DrainAnswer> DrainAsync(ChannelId? channel = null) =>
        Time.RunAsync(Get<ChannelPusher>().DrainAsync(channel ?? Channel, Cancellation));

    public Task<IReadOnlyList<OutboxEntry>> OutboxAsync(ChannelId? channel = null) =>
        Get<ChannelOutbox>().ReadDueAsync(channel ?? Channel, Time.GetUtcNow().AddDays(30), 10_000, Cancellation);

    /// <summary>Lets time pass until no channel has anything to be told; fails when that never comes.</summary>
    public async Task SettleAsync()
    {
        for (var round = 0; round < 200; round++)
        {
            var isEmpty = true;
            foreach (var id in Shops.Keys)
            {
                await DrainAsync(id);
                isEmpty &= (await OutboxAsync(id)).Count == 0;
            }

            if (isEmpty)
            {
                return;
            }

            Time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Fail("The outbox never emptied.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        _broker.Dispose();
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
