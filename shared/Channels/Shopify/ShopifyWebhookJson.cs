using System.Text.Json.Serialization;

namespace StockFlow.Channels.Shopify;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ShopifyWebhookOrder))]
internal sealed partial class ShopifyWebhookJson : JsonSerializerContext;
