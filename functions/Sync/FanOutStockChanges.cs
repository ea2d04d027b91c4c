using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Channels.Outbox;
using StockFlow.Messaging;
using StockFlow.Orders;
using StockFlow.Settings;
using StockFlow.Telemetry;

namespace StockFlow.Functions.Sync;

/// <summary>Gives every channel that lists a changed SKU an outbox entry, then what is free of the SKU to orders that wait for it.</summary>
public sealed class FanOutStockChanges(StockFanOut fanOut, WaitingOrders waiting)
{
    [Function(nameof(FanOutStockChanges))]
    public async Task RunAsync(
        [ServiceBusTrigger(QueueNames.StockChanges, Connection = ConnectionNames.ServiceBus, IsBatched = true)] ServiceBusReceivedMessage[] messages,
        CancellationToken cancellationToken)
    {
        var changes = messages
            .Select(message => MessageBody.Read<StockChanged>(message.Body) with { TraceParent = MessageTrace.Of(message) })
            .ToList();
        using var span = StockFlowTrace.Combine(SpanNames.FanOut, changes.Select(change => change.TraceParent), ActivityKind.Consumer)?
            .SetTag(SpanTags.Skus, changes.Count);
        await fanOut.FanOutAsync(changes, cancellationToken);
        await waiting.FillAsync([.. changes.Select(change => change.Sku).Distinct()], isReview: false, cancellationToken);
    }
}
