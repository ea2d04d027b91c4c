using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace StockFlow.Settings;

/// <summary>How an area has its settings checked at start.</summary>
public static class SettingsServices
{
    public static IServiceCollection AddSettingsCheck<T>(this IServiceCollection services)
        where T : class, ISettingsCheck
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISettingsCheck, T>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SettingsGate>());
        return services;
    }
}
