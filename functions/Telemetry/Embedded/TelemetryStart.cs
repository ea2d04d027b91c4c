using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace StockFlow.Functions.Telemetry;

/// <summary>
/// Begins to listen. The providers do from when they are made, and a host makes all its services before it starts any: to be asked for them
/// is all this one is for. What is still to be sent goes out when the host disposes of them.
/// </summary>
internal sealed class TelemetryStart : IHostedService
{
    public TelemetryStart(TracerProvider tracing, MeterProvider metrics)
    {
        ArgumentNullException.ThrowIfNull(tracing);
        ArgumentNullException.ThrowIfNull(metrics);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
