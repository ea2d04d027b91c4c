using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using StockFlow.Storage;

namespace StockFlow.Counts;

/// <summary>Puts the stocktakes together.</summary>
public static class CountServices
{
    /// <summary>Needs storage and messaging beside it.</summary>
    public static IServiceCollection AddCounts(this IServiceCollection services)
    {
        services.TryAddSingleton<CountTables>();
        services.TryAddSingleton(provider => new Lazy<CountTables>(provider.GetRequiredService<CountTables>));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TablesStart<CountTables>>());
        services.TryAddSingleton<CountStore>();
        services.TryAddSingleton<StockCounts>();
        return services;
    }
}
