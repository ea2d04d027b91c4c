using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace StockFlow.Functions.Telemetry;

/// <summary>OpenTelemetry on the embedded host: by OTLP, and nothing at all while no endpoint is set.</summary>
internal static class HostTelemetry
{
    private const string ServiceName = "stockflow";

    /// <summary>ASP.NET Core's own spans and metrics: requests by route, without what stands in their query.</summary>
    private const string Requests = "Microsoft.AspNetCore";

    /// <summary>ASP.NET Core 10 tags its spans with method and path only where this is off (github.com/dotnet/aspnetcore).</summary>
    private const string NoRequestTagsSwitch = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";

    public static void AddHostTelemetry(this FunctionsApplicationBuilder builder)
    {
        if (!TelemetryPipeline.HasOtlpEndpoint(builder.Configuration))
        {
            return;
        }

        AppContext.SetSwitch(NoRequestTagsSwitch, isEnabled: false);
        new Pipeline(builder.Services)
            .ObserveStockFlow()
            .WithTracing(tracing => tracing.AddSource(Requests))
            .WithMetrics(metrics => metrics.AddMeter(Requests + ".Hosting"))
            .ConfigureResource(resource => resource.AddService(ServiceName).AddEnvironmentVariableDetector())
            .UseOtlpExporter();
        builder.Services.AddHostedService<TelemetryStart>();
    }

    private sealed record Pipeline(IServiceCollection Services) : IOpenTelemetryBuilder;
}
