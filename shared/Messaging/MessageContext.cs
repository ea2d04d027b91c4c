using System.Text.Json.Serialization;

namespace StockFlow.Messaging;

/// <summary>The JSON of the messages, generated at build time. Names are on the contracts themselves.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(OrderEvent))]
[JsonSerializable(typeof(UnreadableDelivery))]
[JsonSerializable(typeof(OrderRerun))]
[JsonSerializable(typeof(HoldExpired))]
[JsonSerializable(typeof(ShortfallDecided))]
[JsonSerializable(typeof(StockChanged))]
[JsonSerializable(typeof(PushRequested))]
internal sealed partial class MessageContext : JsonSerializerContext;
