using System.Text.Json.Serialization;
using StockFlow.Orders;

namespace StockFlow.Messaging;

/// <summary>A message on <see cref="QueueNames.OrderEvents"/>: a channel told us the state of an order.</summary>
/// <param name="Order">The snapshot.</param>
/// <param name="Source">How it came.</param>
/// <param name="ReceivedAt">When we took it in, UTC; processing time is measured from here.</param>
public sealed record OrderEvent(
    [property: JsonPropertyName("order")] ChannelOrder Order,
    [property: JsonPropertyName("source")] OrderEventSource Source,
    [property: JsonPropertyName("receivedAt")] DateTimeOffset ReceivedAt)
{
    /// <summary>The message's subject.</summary>
    public const string Subject = "order";
}
