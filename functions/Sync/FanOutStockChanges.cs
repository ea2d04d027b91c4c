using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Channels.Outbox;
using StockFlow.Messaging;
using StockFlow.Orders;
using StockFlow.Settings;

namespace StockFlow.Functions.Sync;

/// <summary>Gives every channel that lists a changed SKU an outbox entry, then what is free of the SKU to orders that wait for it.</summary>
public sealed class FanOutStockChanges(StockFanOut fanOut, WaitingOrders waiting)
{
    [Function(nameof(FanOutStockChanges))]
    public async Task RunAsync(
        [ServiceBusTrigger(QueueNames.StockChanges, Connection = ConnectionNames.ServiceBus, IsBatched = true)] ServiceBusReceivedMessage[] messages,
        CancellationToken cancellationToken)
    {
        var changes = messages.Select(message => MessageBody.Read<StockChanged>(message.Body)).ToList();
        await fanOut.FanOutAsync(changes, cancellationToken);
        await waiting.FillAsync([.. changes.Select(change => change.Sku).Distinct()], isReview: false, cancellationToken);
    }
}
