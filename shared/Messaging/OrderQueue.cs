using System.Security.Cryptography;
using System.Text;
using Azure.Messaging.ServiceBus;
using StockFlow.Channels;
using StockFlow.Orders;

namespace StockFlow.Messaging;

/// <summary>The queue of order events. Everything about one order goes into one session, so that it is handled one after the other.</summary>
public sealed class OrderQueue(QueueSender sender)
{
    /// <summary>The longest message or session id the service takes.</summary>
    private const int IdLengthMax = 128;

    /// <summary>Queues a snapshot.</summary>
    /// <param name="dedupeId">Equal for repeats of the same delivery; repeats within the queue's window are dropped.</param>
    public Task SendAsync(OrderEvent message, string dedupeId, CancellationToken cancellationToken) =>
        sender.SendAsync(QueueNames.OrderEvents, ToMessage(message, dedupeId), cancellationToken);

    /// <summary>Queues the snapshots of one page.</summary>
    public Task SendAsync(IReadOnlyCollection<(OrderEvent Event, string DedupeId)> page, CancellationToken cancellationToken) =>
        sender.SendAsync(QueueNames.OrderEvents, [.. page.Select(item => ToMessage(item.Event, item.DedupeId))], cancellationToken);

    /// <summary>Queues a delivery that could not be understood; it ends in the dead-letter queue with its reason.</summary>
    public Task SendAsync(UnreadableDelivery message, string dedupeId, CancellationToken cancellationToken) =>
        sender.SendAsync(QueueNames.OrderEvents, Message(UnreadableDelivery.Subject, MessageBody.Write(message), $"{message.Channel}/{dedupeId}", SessionOf(message.Channel)), cancellationToken);

    /// <summary>Asks for an order to be done once more.</summary>
    public Task SendAsync(OrderRerun message, CancellationToken cancellationToken) =>
        sender.SendAsync(QueueNames.OrderEvents, Message(OrderRerun.Subject, MessageBody.Write(message), $"rerun:{message.Order}@{message.Revision}:{message.RequestedAt:O}", SessionOf(message.Order)), cancellationToken);

    /// <summary>Tells an order that its time to be paid is over.</summary>
    public Task SendAsync(HoldExpired message, CancellationToken cancellationToken) =>
        sender.SendAsync(QueueNames.OrderEvents, Message(HoldExpired.Subject, MessageBody.Write(message), $"hold:{message.Order}:{message.Deadline:O}", SessionOf(message.Order)), cancellationToken);

    /// <summary>Tells an order what was decided about a shortfall of it.</summary>
    public Task SendAsync(ShortfallDecided message, CancellationToken cancellationToken) =>
        sender.SendAsync(QueueNames.OrderEvents, Message(ShortfallDecided.Subject, MessageBody.Write(message), $"decided:{message.Order}@{message.Revision}:{message.DecidedAt:O}", SessionOf(message.Order)), cancellationToken);

    private static ServiceBusMessage ToMessage(OrderEvent message, string dedupeId) =>
        Message(OrderEvent.Subject, MessageBody.Write(message), $"{message.Order.Id.Channel}/{dedupeId}", SessionOf(message.Order.Id));

    private static string SessionOf(OrderId order) => Bounded(order.ToString());

    /// <summary>A session of its own: no order id is without a slash.</summary>
    private static string SessionOf(ChannelId channel) => $"{channel}:unreadable";

    private static ServiceBusMessage Message(string subject, BinaryData body, string messageId, string sessionId) => new(body)
    {
        Subject = subject,
        MessageId = Bounded(messageId),
        SessionId = sessionId,
        ContentType = MessageBody.ContentTypeOf(body),
    };

    private static string Bounded(string id) => id.Length <= IdLengthMax
        ? id
        : string.Concat(id.AsSpan(0, 60), "~", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id))));
}
