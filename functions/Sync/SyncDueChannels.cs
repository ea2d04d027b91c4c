using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using StockFlow.Channels;
using StockFlow.Channels.Listings;
using StockFlow.Channels.Pushes;

namespace StockFlow.Functions.Sync;

/// <summary>
/// Starts the sync of interval channels whose time has come, and wakes real-time channels that have something left: a retry whose time
/// has come, or a change whose wake-up was lost. Before that, channels whose settings were changed are announced.
/// </summary>
public sealed class SyncDueChannels(ChangedTerms terms, DueChannels channels, PushQueue queue)
{
    [Function(nameof(SyncDueChannels))]
    public async Task RunAsync(
        [TimerTrigger(TimerSchedules.Sync, UseMonitor = false)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        await terms.AnnounceAsync(cancellationToken);
        var (toWake, toSync) = await channels.FindAsync(cancellationToken);
        await queue.RequestAsync(toWake, at: null, cancellationToken);
        foreach (var channel in toSync)
        {
            // Were two syncs of a channel started all the same, its lease would keep them apart.
            await client.StartUnlessRunningAsync(
                SyncChannel.Name, new SyncRound(channel, 1), SyncChannel.InstanceIdOf(channel), cancellationToken);
        }
    }
}
