using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Channels.Outbox;
using StockFlow.Messaging;
using StockFlow.Settings;

namespace StockFlow.Functions.Sync;

/// <summary>Gives every channel that lists a changed SKU an outbox entry.</summary>
public sealed class FanOutStockChanges(StockFanOut fanOut)
{
    [Function(nameof(FanOutStockChanges))]
    public Task RunAsync(
        [ServiceBusTrigger(QueueNames.StockChanges, Connection = ConnectionNames.ServiceBus, IsBatched = true)] ServiceBusReceivedMessage[] messages,
        CancellationToken cancellationToken) =>
        fanOut.FanOutAsync([.. messages.Select(message => MessageBody.Read<StockChanged>(message.Body))], cancellationToken);
}
