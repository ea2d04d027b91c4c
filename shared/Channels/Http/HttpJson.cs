using System.Text.Json.Serialization;

namespace StockFlow.Channels.Http;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HttpWebhook))]
[JsonSerializable(typeof(HttpOrder))]
[JsonSerializable(typeof(HttpOrdersAnswer))]
[JsonSerializable(typeof(HttpListingsAnswer))]
[JsonSerializable(typeof(HttpQuantities))]
[JsonSerializable(typeof(HttpQuantitiesAnswer))]
internal sealed partial class HttpJson : JsonSerializerContext;
