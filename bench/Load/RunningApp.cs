using EmbeddedFunctions.Functions;
using EmbeddedFunctions.Store;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StockFlow.Functions;
using StockFlow.Settings;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Bench.Load;

/// <summary>The whole app on the embedded host, as it is in production but for its log, which tells warnings only.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    public static readonly LocationId Location = LocationId.Parse("london");

    private readonly IHost _host;
    private readonly EmbeddedHost _embedded;

    private RunningApp(IHost host, EmbeddedStore store)
    {
        _host = host;
        _embedded = host.Services.GetRequiredService<EmbeddedHost>();
        Store = store;
    }

    public EmbeddedStore Store { get; }

    public IServiceProvider Services => _host.Services;

    public StockLedger Ledger => Services.GetRequiredService<StockLedger>();

    public Uri Address => new(_embedded.Url + "/");

    /// <param name="settings">The channels', by full name.</param>
    /// <param name="configure">Further choices.</param>
    public static async Task<RunningApp> StartAsync(
        ScenarioContext context, IEnumerable<KeyValuePair<string, string>> settings, Action<FunctionsApplicationBuilder>? configure = null)
    {
        var all = new Dictionary<string, string>(settings, StringComparer.OrdinalIgnoreCase)
        {
            [ConnectionNames.Storage] = context.StoreConnection,
            [ConnectionNames.ServiceBus] = context.StoreConnection,
            ["EmbeddedHost:Url"] = "http://127.0.0.1:0",
            ["EmbeddedHost:Keys:bench"] = "bench-function-key-0123456789abcdef",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
            [$"StockFlow:Locations:{Location}:Priority"] = "1",
            ["StockFlow:WebhooksPerSecond"] = "unlimited",
        };
        var host = StockFlowApp.Build([.. all.Select(setting => $"--{setting.Key}={setting.Value}")], configure);
        await host.StartAsync(CancellationToken.None);
        return new RunningApp(host, EmbeddedStores.Get(context.StoreConnection));
    }

    /// <summary>Puts units of every item in stock.</summary>
    public Task ReceiveAsync(int items, int units) => Task.WhenAll(Enumerable.Range(0, items).Select(item =>
        Ledger.ExecuteAsync(new ReceiveUnits("opening", Sku.Parse(OrderWebhook.SkuOf(item)), Location, units), CancellationToken.None)));

    /// <summary>Ends when all work has ended that does not wait for a later time.</summary>
    public Task WhenIdleAsync() => _embedded.WhenIdleAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}
