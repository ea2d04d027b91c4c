using Microsoft.Azure.Functions.Worker;
using StockFlow.Telemetry;

namespace StockFlow.Functions.Operations;

/// <summary>Measures what waits in the queues and for each channel.</summary>
public sealed class MeasureWork(WorkMeasurement measurement)
{
    [Function(nameof(MeasureWork))]
    public Task RunAsync([TimerTrigger(TimerSchedules.Measure, UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        measurement.MeasureAsync(cancellationToken);
}
