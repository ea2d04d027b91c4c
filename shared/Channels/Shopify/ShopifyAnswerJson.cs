using System.Text.Json.Serialization;

namespace StockFlow.Channels.Shopify;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ShopifyAnswer))]
[JsonSerializable(typeof(ShopifyAnswer.Order))]
[JsonSerializable(typeof(ShopifyAnswer.SetPrices))]
internal sealed partial class ShopifyAnswerJson : JsonSerializerContext;
