using System.Text.Json.Serialization;
using StockFlow.Orders;

namespace StockFlow.Messaging;

/// <summary>A message on <see cref="QueueNames.OrderEvents"/>: it was decided how shortfalls of an order end.</summary>
/// <param name="Order">The order.</param>
/// <param name="Revision">The revision that was decided about. If the order has moved on since, its shortfall may be another: nothing is done.</param>
/// <param name="Decisions">What was decided, one per SKU.</param>
/// <param name="DecidedAt">UTC.</param>
public sealed record ShortfallDecided(
    [property: JsonPropertyName("order")] OrderId Order,
    [property: JsonPropertyName("revision")] int Revision,
    [property: JsonPropertyName("decisions")] IReadOnlyList<ShortfallDecision> Decisions,
    [property: JsonPropertyName("decidedAt")] DateTimeOffset DecidedAt)
{
    /// <summary>The message's subject.</summary>
    public const string Subject = "shortfall-decided";
}
