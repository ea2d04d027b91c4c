using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using StockFlow.Storage;

namespace StockFlow.Transfers;

/// <summary>Puts the transfers together.</summary>
public static class TransferServices
{
    /// <summary>Needs storage and messaging beside it.</summary>
    public static IServiceCollection AddTransfers(this IServiceCollection services)
    {
        services.TryAddSingleton<TransferTables>();
        services.TryAddSingleton(provider => new Lazy<TransferTables>(provider.GetRequiredService<TransferTables>));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TablesStart<TransferTables>>());
        services.TryAddSingleton<TransferStore>();
        services.TryAddSingleton<StockTransfers>();
        return services;
    }
}
