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
        SendAsync(skus, sku => Message(new StockChanged(sku, changedAt, movedBy)), cancellationToken);

    /// <summary>
    /// Announces SKUs at a later time. Sent before a change, it makes up for an announcement that the sender did not live to make after it.
    /// </summary>
    public Task ScheduleAsync(IReadOnlyCollection<Sku> skus, DateTimeOffset changedAt, DateTimeOffset at, CancellationToken cancellationToken) =>
        SendAsync(
            skus,
            sku =>
            {
                var message = Message(new StockChanged(sku, changedAt, MovedBy: null));
                message.ScheduledEnqueueTime = at;
                return message;
            },
            cancellationToken);

    private static ServiceBusMessage Message(StockChanged changed) => new(MessageBody.Write(changed)) { ContentType = "application/json" };

    private Task SendAsync(IReadOnlyCollection<Sku> skus, Func<Sku, ServiceBusMessage> message, CancellationToken cancellationToken) =>
        skus.Count == 0
            ? Task.CompletedTask
            : sender.SendAsync(QueueNames.StockChanges, [.. skus.Distinct().Select(message)], cancellationToken);
}
