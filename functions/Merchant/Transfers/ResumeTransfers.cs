using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Transfers;

namespace StockFlow.Functions.Merchant.Transfers;

/// <summary>Starts what was asked of transfers by callers that died before they could start it. What has failed is among the failures and left alone.</summary>
public sealed class ResumeTransfers(TransferStore store)
{
    [Function(nameof(ResumeTransfers))]
    public async Task RunAsync(
        [TimerTrigger(TimerSchedules.Resume, UseMonitor = false)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        await foreach (var transfer in store.ReadUnsettledAsync(cancellationToken))
        {
            if (await client.GetInstanceAsync(AdvanceTransfer.InstanceIdOf(transfer), cancellationToken) is null)
            {
                await AdvanceTransfer.StartAsync(client, transfer, cancellationToken);
            }
        }
    }
}
