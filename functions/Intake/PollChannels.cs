using Microsoft.Azure.Functions.Worker;
using StockFlow.Channels.Polling;

namespace StockFlow.Functions.Intake;

/// <summary>Polls the orders of every channel whose time has come.</summary>
public sealed class PollChannels(OrderPoller poller)
{
    [Function(nameof(PollChannels))]
    public Task RunAsync([TimerTrigger(TimerSchedules.Poll, UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        poller.PollDueAsync(cancellationToken);
}
