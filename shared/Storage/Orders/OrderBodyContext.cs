using System.Text.Json.Serialization;

namespace StockFlow.Storage.Orders;

/// <summary>The JSON of stored orders, generated at build time.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(OrderBody))]
internal sealed partial class OrderBodyContext : JsonSerializerContext;
