using Azure.Messaging.ServiceBus;
using StockFlow.Channels;
using StockFlow.Stock;

namespace StockFlow.Messaging;

/// <summary>Announces SKUs whose levels may have changed, so that every channel is told. Announcing too often costs work, never truth.</summary>
public sealed class StockAnnouncer(QueueSender sender)
{
    /// <param name="changedAt">When the event that caused the change was taken in, UTC.</param>
    /// <param name="movedBy">The channel whose order caused it, or null.</param>
    public Task AnnounceAsync(
        IReadOnlyCollection<Sku> skus, DateTimeOffset changedAt, ChannelId? movedBy, CancellationToken cancellationToken) =>
        skus.Count == 0
            ? Task.CompletedTask
            : sender.SendAsync(
                QueueNames.StockChanges,
                [.. skus.Distinct().Select(sku => new ServiceBusMessage(MessageBody.Write(new StockChanged(sku, changedAt, movedBy))) { ContentType = "application/json" })],
                cancellationToken);
}
