using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Channels.Pushes;
using StockFlow.Messaging;
using StockFlow.Settings;

namespace StockFlow.Functions.Sync;

/// <summary>Tells a real-time channel what it has to be told. A burst of requests for a channel comes as one batch and is one push.</summary>
public sealed class PushChannel(ChannelPusher pusher, PushQueue queue)
{
    [Function(nameof(PushChannel))]
    public async Task RunAsync(
        [ServiceBusTrigger(QueueNames.ChannelPushes, Connection = ConnectionNames.ServiceBus, IsSessionsEnabled = true, IsBatched = true)]
        ServiceBusReceivedMessage[] messages,
        CancellationToken cancellationToken)
    {
        foreach (var channel in messages.Select(message => MessageBody.Read<PushRequested>(message.Body).Channel).Distinct())
        {
            var answer = await pusher.DrainAsync(channel, cancellationToken);

            // Who rests after a failure has a wake-up waiting already; one for each further request would pile up.
            if (answer.AgainAt is { } at && answer.End != DrainEnd.Resting)
            {
                await queue.RequestAsync([channel], at, cancellationToken);
            }
        }
    }
}
