using EmbeddedFunctions.Functions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StockFlow.Channels;
using StockFlow.Functions;
using StockFlow.Settings;
using StockFlow.Simulator.Clock;
using StockFlow.Simulator.Marketplaces;

namespace StockFlow.Simulator.Replay;

/// <summary>StockFlow on the embedded host, the marketplaces around it, and the clock that they all live by.</summary>
public sealed class SimulatedWorld : IAsyncDisposable
{
    private const string FunctionKey = "simulated-function-key-0123456789";

    private readonly IHost _host;
    private readonly EmbeddedHost _embedded;
    private readonly Quiet _quiet;
    private readonly string? _temporaryFolder;

    private SimulatedWorld(SimulatedClock clock, IReadOnlyList<SimulatedShop> shops, IHost host, WarningLog warnings, string storePath, string? temporaryFolder)
    {
        Clock = clock;
        Shops = shops.ToDictionary(shop => shop.Id);
        StorePath = storePath;
        Warnings = warnings;
        _host = host;
        _temporaryFolder = temporaryFolder;
        _embedded = host.Services.GetRequiredService<EmbeddedHost>();
        _quiet = new Quiet(clock, _embedded, shops);
        var address = new Uri(_embedded.Url);
        Merchant = new MerchantApi(address, FunctionKey);
        foreach (var shop in shops)
        {
            shop.SendWebhooksTo(address);
        }
    }

    public SimulatedClock Clock { get; }

    public IReadOnlyDictionary<ChannelId, SimulatedShop> Shops { get; }

    /// <summary>The merchant's door.</summary>
    public MerchantApi Merchant { get; }

    /// <summary>What StockFlow warned of.</summary>
    public WarningLog Warnings { get; }

    /// <summary>The file of the store.</summary>
    public string StorePath { get; }

    /// <summary>Opens the shops and starts StockFlow. Nothing is listed and nothing is in stock yet.</summary>
    /// <param name="start">The time on the clock.</param>
    /// <param name="plans">The channels.</param>
    /// <param name="rates">How often each kind of fault strikes.</param>
    /// <param name="seed">Decides when.</param>
    /// <param name="storePath">A file to keep, or null for a temporary one.</param>
    /// <param name="settings">Further settings by full name; they win.</param>
    public static async Task<SimulatedWorld> StartAsync(
        DateTimeOffset start,
        IReadOnlyList<ShopPlan> plans,
        FaultRates rates,
        int seed,
        string? storePath,
        IReadOnlyDictionary<string, string> settings,
        CancellationToken cancellationToken)
    {
        var clock = new SimulatedClock(start);
        var shops = new List<SimulatedShop>();
        string? temporaryFolder = null;
        try
        {
            foreach (var plan in plans)
            {
                var faults = new Faults(rates, new Random(HashCode(seed, plan.Id)));
                shops.Add(await SimulatedShop.OpenAsync(plan, faults, clock, cancellationToken));
            }

            if (storePath is null)
            {
                temporaryFolder = Directory.CreateTempSubdirectory("stockflow-simulation-").FullName;
                storePath = Path.Combine(temporaryFolder, "stockflow.db");
            }

            var warnings = new WarningLog();
            var host = StockFlowApp.Build(
                [.. SettingsOf(shops, storePath, settings).Select(setting => $"--{setting.Key}={setting.Value}")],
                builder =>
                {
                    builder.Services.AddSingleton<TimeProvider>(clock);
                    builder.Logging.ClearProviders().AddProvider(warnings);
                });
            await host.StartAsync(cancellationToken);
            return new SimulatedWorld(clock, shops, host, warnings, storePath, temporaryFolder);
        }
        catch
        {
            foreach (var shop in shops)
            {
                await shop.DisposeAsync();
            }

            clock.Dispose();
            Delete(temporaryFolder);
            throw;
        }
    }

    /// <summary>Ends when nothing goes on any more before the clock moves.</summary>
    public Task WhenQuietAsync(CancellationToken cancellationToken) => _quiet.WaitAsync(cancellationToken);

    /// <summary>Lets time pass up to a moment: everything that falls due on the way is done at its time.</summary>
    public async Task PassUntilAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        while (true)
        {
            await WhenQuietAsync(cancellationToken);
            var next = Clock.NextDue;
            if (next is null || next >= time)
            {
                Clock.JumpTo(time);
                return;
            }

            Clock.JumpTo(next.Value);
        }
    }

    /// <summary>Lets time pass until something holds.</summary>
    /// <returns>False when it did not within the time given.</returns>
    public async Task<bool> PassUntilAsync(Func<Task<bool>> holds, TimeSpan most, CancellationToken cancellationToken)
    {
        var end = Clock.GetUtcNow() + most;
        while (true)
        {
            await WhenQuietAsync(cancellationToken);
            if (await holds())
            {
                return true;
            }

            if (Clock.GetUtcNow() >= end)
            {
                return false;
            }

            Clock.JumpTo(Clock.NextDue is { } next && next < end ? next : end);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var shop in Shops.Values)
        {
            await shop.DisposeAsync();
        }

        Merchant.Dispose();
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }

        Clock.Dispose();
        Delete(_temporaryFolder);
    }

    private static Dictionary<string, string> SettingsOf(List<SimulatedShop> shops, string storePath, IReadOnlyDictionary<string, string> more)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            [ConnectionNames.Storage] = $"EmbeddedStore={storePath}",
            [ConnectionNames.ServiceBus] = $"EmbeddedStore={storePath}",
            ["EmbeddedHost:Url"] = "http://127.0.0.1:0",
            ["EmbeddedHost:Keys:simulator"] = FunctionKey,
        };
        for (var priority = 0; priority < Company.Locations.Count; priority++)
        {
            settings[$"StockFlow:Locations:{Company.Locations[priority]}:Priority"] = $"{priority + 1}";
        }

        foreach (var (name, value) in shops.SelectMany(shop => shop.Settings()).Concat(more))
        {
            settings[name] = value;
        }

        return settings;
    }

    private static int HashCode(int seed, ChannelId channel) => (int)StableHash.Of($"{seed}/{channel}");

    private static void Delete(string? folder)
    {
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
