using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using StockFlow.Storage;

namespace StockFlow.Imports;

/// <summary>Puts import and export of files together.</summary>
public static class ImportServices
{
    /// <summary>Needs storage, messaging, channels, items, orders and counts beside it.</summary>
    public static IServiceCollection AddImports(this IServiceCollection services)
    {
        services.TryAddSingleton<ImportTables>();
        services.TryAddSingleton(provider => new Lazy<ImportTables>(provider.GetRequiredService<ImportTables>));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TablesStart<ImportTables>>());
        services.TryAddSingleton<ImportStore>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICsvKind, StockCsv>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICsvKind, LocationCsv>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICsvKind, BundleCsv>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICsvKind, CountCsv>());
        services.TryAddSingleton(provider => new CsvImports(
            provider.GetServices<ICsvKind>(), provider.GetRequiredService<ImportStore>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
