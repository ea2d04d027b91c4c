using System.Text.Json.Serialization;

namespace StockFlow.Channels.Http;

/// <summary>A member that is there twice is a fault: nobody can say which of the two was meant.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(HttpWebhook))]
[JsonSerializable(typeof(HttpOrder))]
[JsonSerializable(typeof(HttpOrdersAnswer))]
[JsonSerializable(typeof(HttpListingsAnswer))]
[JsonSerializable(typeof(HttpQuantities))]
[JsonSerializable(typeof(HttpQuantitiesAnswer))]
[JsonSerializable(typeof(HttpPrices))]
internal sealed partial class HttpJson : JsonSerializerContext;
