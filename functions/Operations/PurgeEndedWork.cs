using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Messaging;

namespace StockFlow.Functions.Operations;

/// <summary>
/// Forgets orchestrations that ended well a week ago: what they did is on record with the order and in the journal. Failed ones stay in
/// sight until someone retries or drops them; but webhooks that could not be understood, for a month only.
/// </summary>
public sealed class PurgeEndedWork(DeadLetters deadLetters, TimeProvider timeProvider)
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    /// <summary>Their bodies are kept as they came, and may hold what a shop knows of its customers.</summary>
    private static readonly TimeSpan BodyRetention = TimeSpan.FromDays(30);

    [Function(nameof(PurgeEndedWork))]
    public async Task RunAsync(
        [TimerTrigger(TimerSchedules.Purge, UseMonitor = false)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await deadLetters.DropOlderAsync(UnreadableDelivery.Subject, now - BodyRetention, cancellationToken);
        var ended = new PurgeInstancesFilter(
            CreatedTo: now - Retention,
            Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Terminated]);
        await client.PurgeAllInstancesAsync(ended, cancellationToken);
    }
}
