using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace StockFlow.Functions.Operations;

/// <summary>
/// Forgets orchestrations that ended well a week ago: what they did is on record with the order and in the journal. Failed ones stay in
/// sight until someone retries or drops them.
/// </summary>
public sealed class PurgeEndedWork(TimeProvider timeProvider)
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    [Function(nameof(PurgeEndedWork))]
    public Task RunAsync([TimerTrigger(TimerSchedules.Purge)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var ended = new PurgeInstancesFilter(
            CreatedTo: timeProvider.GetUtcNow() - Retention,
            Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Terminated]);
        return client.PurgeAllInstancesAsync(ended, cancellationToken);
    }
}
