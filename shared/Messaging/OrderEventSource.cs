using System.Text.Json.Serialization;

namespace StockFlow.Messaging;

/// <summary>How an order's snapshot reached us.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OrderEventSource>))]
public enum OrderEventSource
{
    Webhook,
    Poll,
}
