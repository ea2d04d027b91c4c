using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using StockFlow.Storage;

namespace StockFlow.Items;

/// <summary>Puts bundles and items' terms together.</summary>
public static class ItemServices
{
    /// <summary>Needs the table service beside it. May be added more than once.</summary>
    public static IServiceCollection AddItems(this IServiceCollection services)
    {
        services.TryAddSingleton<ItemOptions>();
        services.TryAddSingleton<ItemTables>();
        services.TryAddSingleton(provider => new Lazy<ItemTables>(provider.GetRequiredService<ItemTables>));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TablesStart<ItemTables>>());
        services.TryAddSingleton<BundleCatalog>();
        services.TryAddSingleton<ItemCatalog>();
        services.TryAddSingleton<ItemService>();
        services.TryAddSingleton<ReleasedItems>();
        return services;
    }
}
