using System.Text.Json.Serialization;
using StockFlow.Orders;

namespace StockFlow.Messaging;

/// <summary>A message on <see cref="QueueNames.OrderEvents"/>: an order should be done once more, because something it waited for has come.</summary>
/// <param name="Order">The order.</param>
/// <param name="Revision">The revision that waited. If the order has moved on since, nothing needs to be done.</param>
/// <param name="RequestedAt">When it was asked for, UTC.</param>
public sealed record OrderRerun(
    [property: JsonPropertyName("order")] OrderId Order,
    [property: JsonPropertyName("revision")] int Revision,
    [property: JsonPropertyName("requestedAt")] DateTimeOffset RequestedAt)
{
    /// <summary>The message's subject.</summary>
    public const string Subject = "rerun";

    /// <summary>See <see cref="OrderRevision.Tries"/>.</summary>
    [JsonPropertyName("tries")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Tries { get; init; }
}
