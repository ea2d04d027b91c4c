using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StockFlow.Settings;
using StockFlow.Telemetry;

namespace StockFlow.Intake;

/// <summary>Puts the intake of webhooks together. It needs the channels and the queues beside it.</summary>
public static class IntakeServices
{
    public static IServiceCollection AddIntake(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddStockFlowMetrics();
        services.AddSettingsCheck<IntakeSettingsCheck>();
        services.TryAddSingleton(configuration);
        services.TryAddSingleton(_ => IntakeSettingsCheck.Read(configuration));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<WebhookGate>();
        services.TryAddSingleton<WebhookIntake>();
        return services;
    }
}
