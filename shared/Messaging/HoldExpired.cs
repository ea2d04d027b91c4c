using System.Text.Json.Serialization;
using StockFlow.Orders;

namespace StockFlow.Messaging;

/// <summary>A message on <see cref="QueueNames.OrderEvents"/>: an order's time to be paid is over.</summary>
/// <param name="Order">The order. If it was paid or cancelled meanwhile, nothing needs to be done.</param>
/// <param name="Deadline">The deadline that has passed, UTC. If the order has a later one by now, neither.</param>
/// <param name="ExpiredAt">When that was noticed, UTC.</param>
public sealed record HoldExpired(
    [property: JsonPropertyName("order")] OrderId Order,
    [property: JsonPropertyName("deadline")] DateTimeOffset Deadline,
    [property: JsonPropertyName("expiredAt")] DateTimeOffset ExpiredAt)
{
    /// <summary>The message's subject.</summary>
    public const string Subject = "hold-expired";
}
