using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using StockFlow.Channels;
using StockFlow.Channels.Pushes;

namespace StockFlow.Functions.Sync;

/// <summary>
/// Starts the sync of interval channels whose time has come, and wakes real-time channels that have something left: a retry whose time
/// has come, or a change whose wake-up was lost.
/// </summary>
public sealed class SyncDueChannels(DueChannels channels, PushQueue queue)
{
    [Function(nameof(SyncDueChannels))]
    public async Task RunAsync(
        [TimerTrigger(TimerSchedules.Sync, UseMonitor = false)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var (toWake, toSync) = await channels.FindAsync(cancellationToken);
        await queue.RequestAsync(toWake, at: null, cancellationToken);
        foreach (var channel in toSync)
        {
            await StartAsync(client, channel, cancellationToken);
        }
    }

    /// <summary>One sync per channel at a time. Were two started all the same, the channel's lease would keep them apart.</summary>
    private static async Task StartAsync(DurableTaskClient client, ChannelId channel, CancellationToken cancellationToken)
    {
        var instanceId = SyncChannel.InstanceIdOf(channel);
        var running = await client.GetInstanceAsync(instanceId, cancellationToken);
        if (running is null || running.IsCompleted)
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                SyncChannel.Name, new SyncRound(channel, 1), new StartOrchestrationOptions(instanceId), cancellationToken);
        }
    }
}
