using System.Text.Json.Serialization;
using StockFlow.Channels.Transport;

namespace StockFlow.Channels.Http;

/// <summary>The order of docs/connectors.md.</summary>
internal sealed record HttpOrder(
    string? Id,
    string? Number,
    string? State,
    [property: JsonConverter(typeof(ZonedTimeConverter))] DateTimeOffset? PlacedAt,
    [property: JsonConverter(typeof(ZonedTimeConverter))] DateTimeOffset? UpdatedAt,
    List<HttpOrder.Line>? Lines)
{
    internal sealed record Line(string? Id, string? Sku, int? OrderedUnits, int? ShippedUnits, int? RestockedUnits);
}
