using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StockFlow.Channels.Failures;
using StockFlow.Channels.Listings;
using StockFlow.Channels.Outbox;
using StockFlow.Channels.Polling;
using StockFlow.Channels.Prices;
using StockFlow.Channels.Pushes;
using StockFlow.Items;
using StockFlow.Settings;
using StockFlow.Storage;
using StockFlow.Telemetry;

namespace StockFlow.Channels;

/// <summary>Puts the channels together.</summary>
public static class ChannelServices
{
    /// <summary>How long a connection is kept before the channel's address is looked up again.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>Adds the catalog of channels and everything that keeps them in step. Kinds of connectors are added beside it.</summary>
    public static IServiceCollection AddChannels(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettingsCheck<ChannelSettingsCheck>();
        services.AddStockFlowMetrics();
        services.TryAddSingleton(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new Jitter(new Random(RandomNumberGenerator.GetInt32(int.MaxValue))));
        services.TryAddSingleton(_ => ReadOptions(configuration));

        // Request lines are not logged: some channels take credentials in the query. Redirects would repeat them elsewhere.
        services.ConfigureHttpClientDefaults(client => client
            .RemoveAllLoggers()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((handler, _) =>
            {
                handler.PooledConnectionLifetime = ConnectionLifetime;
                handler.AllowAutoRedirect = false;
            }));
        services.TryAddSingleton<ChannelCatalog>();
        services.TryAddSingleton<ChannelTables>();
        services.TryAddSingleton(provider => new Lazy<ChannelTables>(provider.GetRequiredService<ChannelTables>));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TablesStart<ChannelTables>>());
        services.TryAddSingleton<ReadLevels>(provider => provider.GetRequiredService<StockLedger>().ReadLevelsAsync);
        services.AddItems();
        services.TryAddSingleton<PublishedQuantities>();
        services.TryAddSingleton<PublishedPrices>();
        services.TryAddSingleton<ListingStore>();
        services.TryAddSingleton<ChannelOutbox>();
        services.TryAddSingleton<PushQueue>();
        services.TryAddSingleton<FailedWorkStore>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IFailedWorkRetry, FailedPushRetry>());
        services.TryAddSingleton<DueChannels>();
        services.TryAddSingleton<ChangedTerms>();
        services.TryAddSingleton<ChannelStatusReader>();
        services.TryAddSingleton<OrderPoller>();
        AddInternals(services);
        return services;
    }

    /// <summary>Services whose constructors are internal, as their parts are.</summary>
    private static void AddInternals(IServiceCollection services)
    {
        services.TryAddSingleton<ListingIndex>();
        services.TryAddSingleton<ChannelActivities>();
        services.TryAddSingleton<PushRecorder>();
        services.TryAddSingleton(provider => new StockFanOut(
            provider.GetRequiredService<ChannelCatalog>(),
            provider.GetRequiredService<BundleCatalog>(),
            provider.GetRequiredService<ListingIndex>(),
            provider.GetRequiredService<ChannelOutbox>(),
            provider.GetRequiredService<PushQueue>(),
            provider.GetRequiredService<ChannelActivities>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new ListingImporter(
            provider.GetRequiredService<ChannelCatalog>(),
            provider.GetRequiredService<ListingStore>(),
            provider.GetRequiredService<ListingIndex>(),
            provider.GetRequiredService<ChannelOutbox>(),
            provider.GetRequiredService<PushQueue>(),
            provider.GetRequiredService<ReadLevels>(),
            provider.GetRequiredService<BundleCatalog>(),
            provider.GetRequiredService<SyncOptions>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new ChannelPusher(
            provider.GetRequiredService<ChannelCatalog>(),
            provider.GetRequiredService<ChannelTables>(),
            provider.GetRequiredService<ListingStore>(),
            provider.GetRequiredService<ChannelOutbox>(),
            provider.GetRequiredService<PublishedQuantities>(),
            provider.GetRequiredService<PublishedPrices>(),
            provider.GetRequiredService<PushRecorder>(),
            provider.GetRequiredService<ChannelActivities>(),
            provider.GetRequiredService<SyncOptions>(),
            provider.GetRequiredService<Jitter>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ChannelPusher>>()));
    }

    private static SyncOptions ReadOptions(IConfiguration configuration)
    {
        var faults = new List<SettingFault>();
        var options = SyncOptions.Read(configuration, faults);
        return faults.Count == 0 ? options : throw new SettingsException(faults);
    }
}
