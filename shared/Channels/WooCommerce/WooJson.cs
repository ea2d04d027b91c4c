using System.Text.Json;
using System.Text.Json.Serialization;

namespace StockFlow.Channels.WooCommerce;

// Plug-ins turn numbers into text, so both are read.
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(WooOrder))]
[JsonSerializable(typeof(List<WooRefund>))]
[JsonSerializable(typeof(List<WooProduct>))]
[JsonSerializable(typeof(WooBatchAnswer))]
[JsonSerializable(typeof(WooError))]
[JsonSerializable(typeof(List<JsonElement>))]
internal sealed partial class WooJson : JsonSerializerContext;
