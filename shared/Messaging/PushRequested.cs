using System.Text.Json.Serialization;
using StockFlow.Channels;

namespace StockFlow.Messaging;

/// <summary>A message on <see cref="QueueNames.ChannelPushes"/>: the channel's outbox has something to send. Carries no numbers on purpose.</summary>
public sealed record PushRequested([property: JsonPropertyName("channel")] ChannelId Channel);
