using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Counts;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>Starts what was asked of stocktakes by callers that died before they could start it. What has failed is among the failures and left alone.</summary>
public sealed class ResumeCounts(CountStore store)
{
    [Function(nameof(ResumeCounts))]
    public async Task RunAsync(
        [TimerTrigger(TimerSchedules.Resume, UseMonitor = false)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        await foreach (var count in store.ReadInWorkAsync(cancellationToken))
        {
            if (await client.GetInstanceAsync(AdvanceCount.InstanceIdOf(count), cancellationToken) is null)
            {
                await AdvanceCount.StartAsync(client, count, cancellationToken);
            }
        }
    }
}
