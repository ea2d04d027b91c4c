using System.Text.Json.Serialization;
using StockFlow.Channels;

namespace StockFlow.Messaging;

/// <summary>
/// A message on <see cref="QueueNames.OrderEvents"/>: a delivery whose signature was right and whose body made no sense.
/// It is dead-lettered with its reason, so that it can be read and sent again once understood.
/// </summary>
/// <param name="Channel">The channel that sent it.</param>
/// <param name="Reason">What could not be understood, without quoting the body.</param>
/// <param name="GzippedBody">The raw body, gzipped.</param>
/// <param name="Headers">The headers that the connector reads (topic, ids), never the signature.</param>
/// <param name="ReceivedAt">When we took it in, UTC.</param>
public sealed record UnreadableDelivery(
    [property: JsonPropertyName("channel")] ChannelId Channel,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("gzippedBody")] byte[] GzippedBody,
    [property: JsonPropertyName("headers")] IReadOnlyDictionary<string, string> Headers,
    [property: JsonPropertyName("receivedAt")] DateTimeOffset ReceivedAt)
{
    /// <summary>The message's subject.</summary>
    public const string Subject = "unreadable";
}
