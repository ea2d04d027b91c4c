using Microsoft.Extensions.Configuration;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using StockFlow.Telemetry;

namespace StockFlow.Functions.Telemetry;

/// <summary>What of the app is observed, the same on every host, and sent by OTLP where the standard settings name an endpoint.</summary>
internal static class TelemetryPipeline
{
    private static readonly string[] EndpointSettings =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
    ];

    /// <summary>Whether any of the standard settings names an OTLP endpoint.</summary>
    public static bool HasOtlpEndpoint(IConfiguration configuration) =>
        EndpointSettings.Any(setting => !string.IsNullOrEmpty(configuration[setting]));

    /// <summary>Observes the app's spans, metrics and logs.</summary>
    public static IOpenTelemetryBuilder ObserveStockFlow(this IOpenTelemetryBuilder telemetry) => telemetry
        .WithTracing(tracing => tracing.AddSource(StockFlowTrace.SourceName))
        .WithMetrics(metrics => metrics.AddMeter(StockFlowMetrics.MeterName))
        .WithLogging(configureBuilder: null, logs =>
        {
            // The line as people read it, and which function and invocation wrote it.
            logs.IncludeFormattedMessage = true;
            logs.IncludeScopes = true;
        });
}
