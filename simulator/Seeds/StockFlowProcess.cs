using EmbeddedFunctions.Store;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StockFlow.Backups;
using StockFlow.Channels;
using StockFlow.Functions;
using StockFlow.Settings;
using StockFlow.Storage;

namespace StockFlow.Simulator.Seeds;

/// <summary>One life of the app, from its start to its death: the whole app on the embedded host's engines, without sockets or threads.</summary>
internal sealed class StockFlowProcess : IAsyncDisposable
{
    private const string FunctionKey = "simulated-function-key-0123456789";

    /// <summary>So many requests at once would make the host go by real time: it holds handlers back then.</summary>
    private const int RequestsMax = 12;

    private readonly IHost _host;
    private readonly InProcessServer _server;
    private readonly ProcessClock _clock;
    private readonly Twin? _twin;
    private readonly List<TaskCompletionSource<ApiReply?>> _requests = [];
    private bool _isDead;

    private StockFlowProcess(IHost host, InProcessServer server, ProcessClock clock, Turnstile turnstile, EmbeddedStore store, Twin? twin)
    {
        _host = host;
        _clock = clock;
        _twin = twin;
        _server = server;
        Turnstile = turnstile;
        Store = store;
    }

    public Turnstile Turnstile { get; }

    public EmbeddedStore Store { get; }

    /// <summary>Whether a further request finds a place.</summary>
    public bool HasRoom => _requests.Count < RequestsMax;

    /// <summary>Puts the app together on its disk; <see cref="StartAsync"/> starts it.</summary>
    /// <param name="log">Gets the app's warnings; null for nobody.</param>
    public static StockFlowProcess Build(
        SeedPlan plan, IReadOnlyList<SeedShop> shops, SeedDisk disk, StepClock worldClock, Dice dice, Action<IServiceCollection>? configure, ILoggerProvider? log)
    {
        var clock = new ProcessClock(worldClock);
        var turnstile = new Turnstile(clock) { IsOpen = true };
        var store = EmbeddedStores.Open(disk.StorePath, new EmbeddedStoreOptions { TimeProvider = clock, Gate = turnstile, WriterCacheKib = 4_096 });
        var server = new InProcessServer();
        var wire = new ChannelWire(turnstile, shops.ToDictionary(shop => shop.Host));
        void Replace(IServiceCollection services)
        {
            services.AddSingleton<TimeProvider>(clock);
            services.AddSingleton(new Jitter(dice.Fork()));
            services.ConfigureHttpClientDefaults(client => client.ConfigurePrimaryHttpMessageHandler(() => wire));
            if (plan.ArchivesEarly)
            {
                services.AddSingleton(new JournalArchiveOptions { LiveEntries = 3, PieceEntries = 5 });
            }

            configure?.Invoke(services);
        }

        var twin = plan.HasTwin ? new Twin(dice, Replace) : null;
        var host = StockFlowApp.Build(
            [.. Settings(plan, shops, disk).Select(setting => $"--{setting.Key}={setting.Value}")],
            builder =>
            {
                Replace(builder.Services);
                builder.Services.AddSingleton(dice.Fork());
                builder.Services.AddSingleton<IServer>(server);
                builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
                if (twin is not null)
                {
                    builder.Use(twin.Share);
                }

                builder.Logging.ClearProviders();
                if (log is not null)
                {
                    builder.Logging.AddProvider(log);
                }
            });
        twin?.Build(host.Services);
        return new StockFlowProcess(host, server, clock, turnstile, store, twin);
    }

    /// <summary>Puts the newest backup into the store, instead of starting.</summary>
    public Task<RestoreOutcome> RestoreAsync() =>
        _host.Services.GetRequiredService<BackupRestore>().RunAsync(new RestoreRequest(), static _ => { }, CancellationToken.None);

    public Task StartAsync() => _host.StartAsync(CancellationToken.None);

    /// <summary>Sends a request to the app.</summary>
    /// <returns>Null when no answer came, because the process died or does not listen yet.</returns>
    public Task<ApiReply?> SendAsync(string method, string target, IReadOnlyDictionary<string, string>? headers, ReadOnlyMemory<byte> body)
    {
        if (_isDead || !_server.HasStarted)
        {
            return Task.FromResult<ApiReply?>(null);
        }

        var request = new TaskCompletionSource<ApiReply?>();
        _requests.Add(request);
        _ = AnswerAsync(request, method, target, headers ?? new Dictionary<string, string> { ["x-functions-key"] = FunctionKey }, body);
        return request.Task;
    }

    /// <summary>
    /// The process is gone: whatever of it still runs comes to a gate, a timer or a commit and no further, and nobody hears from it again.
    /// </summary>
    /// <returns>Requests to channels that had left already.</returns>
    public IReadOnlyList<Parked> Kill()
    {
        _isDead = true;
        _clock.Kill();
        var left = Turnstile.Kill();
        foreach (var request in _requests.ToArray())
        {
            request.TrySetResult(null);
        }

        _requests.Clear();
        return left;
    }

    /// <summary>Lets go of the store's file, once nothing of the dead process runs any more.</summary>
    public void Bury() => Store.Dispose();

    /// <summary>Gives back what the dead process still holds of this one, when the run is over.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_twin is not null)
        {
            await _twin.DisposeAsync();
        }

        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private async Task AnswerAsync(
        TaskCompletionSource<ApiReply?> request, string method, string target, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body)
    {
        try
        {
            var reply = await _server.SendAsync(method, target, headers, body);
            if (_requests.Remove(request))
            {
                request.TrySetResult(reply);
            }
        }
        catch (Exception e)
        {
            // The host answers 500 whatever its functions throw, so this is the host's own fault, for the run to report.
            request.TrySetException(e);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Settings(SeedPlan plan, IReadOnlyList<SeedShop> shops, SeedDisk disk)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            [ConnectionNames.Storage] = $"EmbeddedStore={disk.StorePath}",
            [ConnectionNames.ServiceBus] = $"EmbeddedStore={disk.StorePath}",
            ["EmbeddedHost:Url"] = "http://127.0.0.1:0",
            ["EmbeddedHost:Keys:simulator"] = FunctionKey,
        };
        if (plan.HasBackups)
        {
            settings[ConnectionNames.Backups] = $"EmbeddedFolder={disk.BackupFolder}";
        }

        for (var at = 0; at < plan.Locations.Count; at++)
        {
            settings[$"StockFlow:Locations:{plan.Locations[at]}:Priority"] = $"{at + 1}";
        }

        return settings.Concat(plan.Schedules).Concat(shops.SelectMany(shop => shop.Settings()));
    }

    /// <summary>Starts at once, and never asks to stop: no signals, which belong to the process around.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
