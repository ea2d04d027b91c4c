using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace StockFlow.Settings;

/// <summary>How an area has its settings checked at start.</summary>
public static class SettingsServices
{
    public static IServiceCollection AddSettingsCheck<T>(this IServiceCollection services)
        where T : class, ISettingsCheck
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISettingsCheck, T>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SettingsReport.Checked>, SettingsReport>());
        services.AddOptions<SettingsReport.Checked>().ValidateOnStart();
        return services;
    }
}
