using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Orders;
using StockFlow.Telemetry;

namespace StockFlow.Functions.Operations;

/// <summary>Measures what has to be read through: the oldest order that is not done, failed work, and what the audit has found.</summary>
public sealed class MeasureRecords(WorkMeasurement measurement, FailureList failures, StockFlowMetrics metrics)
{
    /// <summary>So much failed work of one kind is counted; what is beyond makes no difference to whoever looks.</summary>
    private const int FailuresMax = 250;

    /// <summary>With so many orders in work, their age is no news.</summary>
    private const int OrdersMax = 10_000;

    [Function(nameof(MeasureRecords))]
    public async Task RunAsync(
        [TimerTrigger(TimerSchedules.MeasureRecords, UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await measurement.MeasureRecordsAsync(await OldestOrderAsync(client, cancellationToken), cancellationToken);
        foreach (var kind in FailureList.Kinds)
        {
            // What can't be read waits for a person as well.
            var list = await failures.ListAsync(client, kind, FailuresMax, cancellationToken);
            metrics.MeasureFailures(kind, list.Items.Count + list.Unreadable.Count);
        }
    }

    /// <summary>Failed work is not done either: its order waits for a person.</summary>
    private static async Task<DateTimeOffset?> OldestOrderAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var inWork = new OrchestrationQuery(
            Statuses:
            [
                OrchestrationRuntimeStatus.Pending,
                OrchestrationRuntimeStatus.Running,
                OrchestrationRuntimeStatus.Suspended,
                OrchestrationRuntimeStatus.Failed,
            ],
            InstanceIdPrefix: OrderRevision.InstanceIdPrefix,
            PageSize: 1_000);
        var seen = 0;
        DateTimeOffset? oldest = null;
        await foreach (var instance in client.GetAllInstancesAsync(inWork).WithCancellation(cancellationToken))
        {
            oldest = oldest < instance.CreatedAt ? oldest : instance.CreatedAt;
            if (++seen == OrdersMax)
            {
                break;
            }
        }

        return oldest;
    }
}
