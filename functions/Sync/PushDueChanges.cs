using Microsoft.Azure.Functions.Worker;
using StockFlow.Channels;
using StockFlow.Channels.Pushes;

namespace StockFlow.Functions.Sync;

/// <summary>Sends what a channel has to be told, for a bounded time.</summary>
public sealed class PushDueChanges(ChannelPusher pusher)
{
    public const string Name = "PushDueChanges";

    [Function(Name)]
    public Task<DrainAnswer> RunAsync([ActivityTrigger] ChannelId channel, CancellationToken cancellationToken) =>
        pusher.DrainAsync(channel, cancellationToken);
}
