using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace StockFlow.Telemetry;

/// <summary>Puts the measuring together. Who listens, and where it is sent, is the host's matter.</summary>
public static class TelemetryServices
{
    public static IServiceCollection AddStockFlowMetrics(this IServiceCollection services)
    {
        services.AddMetrics();

        // The factory owns the meter and ends it with the host.
        services.TryAddSingleton(provider => new StockFlowMetrics(
            provider.GetRequiredService<IMeterFactory>().Create(StockFlowMetrics.MeterName)));
        return services;
    }

    /// <summary>Adds what measures waiting work. It needs channels, messaging and the audit beside it.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.AddStockFlowMetrics();
        services.TryAddSingleton<WorkMeasurement>();
        return services;
    }
}
