using System.Text.Json.Serialization;
using StockFlow.Channels;

namespace StockFlow.Messaging;

/// <summary>
/// A message on <see cref="QueueNames.OrderEvents"/>: a delivery whose signature was right and whose body made no sense.
/// It is dead-lettered with its reason. A retry reads it once more: by then a newer version, or other settings, may understand it.
/// </summary>
/// <param name="Channel">The channel that sent it.</param>
/// <param name="Reason">What could not be understood, without quoting the body.</param>
/// <param name="GzippedBody">The raw body, gzipped.</param>
/// <param name="Headers">The headers that the connector reads (topic, ids), never the signature.</param>
/// <param name="ReceivedAt">When we took it in, UTC.</param>
/// <param name="Source">How it came. What was polled has another form than a webhook, and can't be read again.</param>
public sealed record UnreadableDelivery(
    [property: JsonPropertyName("channel")] ChannelId Channel,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("gzippedBody")] byte[] GzippedBody,
    [property: JsonPropertyName("headers")] IReadOnlyDictionary<string, string> Headers,
    [property: JsonPropertyName("receivedAt")] DateTimeOffset ReceivedAt,
    [property: JsonPropertyName("source")] OrderEventSource Source = OrderEventSource.Webhook)
{
    /// <summary>The message's subject.</summary>
    public const string Subject = "unreadable";
}
