using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Channels.Pushes;
using StockFlow.Messaging;
using StockFlow.Settings;
using StockFlow.Telemetry;

namespace StockFlow.Functions.Sync;

/// <summary>Tells a real-time channel what it has to be told. The first request of a burst sends everything; the others find nothing left.</summary>
/// <remarks>
/// Not batched: the service runs a batched function for one session at a time, whatever maxConcurrentSessions says, so that one slow
/// channel would hold up all others (github.com/Azure/azure-functions-dotnet-worker/issues/3087).
/// </remarks>
public sealed class PushChannel(ChannelPusher pusher, PushQueue queue)
{
    [Function(nameof(PushChannel))]
    public async Task RunAsync(
        [ServiceBusTrigger(QueueNames.ChannelPushes, Connection = ConnectionNames.ServiceBus, IsSessionsEnabled = true)]
        ServiceBusReceivedMessage message,
        CancellationToken cancellationToken)
    {
        var channel = MessageBody.Read<PushRequested>(message.Body).Channel;
        using var span = StockFlowTrace.Continue(SpanNames.PushChannel, MessageTrace.Of(message), ActivityKind.Consumer)?
            .SetTag(SpanTags.Channel, channel.Value);
        if (!await pusher.HasDueAsync(channel, cancellationToken))
        {
            return;
        }

        // Who rests after a failure has a wake-up waiting already; one for each further request would pile up.
        var answer = await pusher.DrainAsync(channel, cancellationToken);
        if (answer.AgainAt is { } at && answer.End != DrainEnd.Resting)
        {
            await queue.RequestAsync([channel], at, cancellationToken);
        }
    }
}
