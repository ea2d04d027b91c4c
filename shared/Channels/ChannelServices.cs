using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StockFlow.Settings;

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
        return services;
    }

    private static SyncOptions ReadOptions(IConfiguration configuration)
    {
        var faults = new List<SettingFault>();
        var options = SyncOptions.Read(configuration, faults);
        return faults.Count == 0 ? options : throw new SettingsException(faults);
    }
}
