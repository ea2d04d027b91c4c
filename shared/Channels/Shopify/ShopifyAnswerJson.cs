using System.Text.Json.Serialization;

namespace StockFlow.Channels.Shopify;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ShopifyAnswer))]
[JsonSerializable(typeof(ShopifyAnswer.Order))]
internal sealed partial class ShopifyAnswerJson : JsonSerializerContext;
