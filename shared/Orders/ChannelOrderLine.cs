using System.Text.Json.Serialization;

namespace StockFlow.Orders;

/// <summary>One line of a channel order, in absolute units since the order was placed.</summary>
/// <param name="LineId">The channel's id of the line, unique within the order.</param>
/// <param name="Sku">The SKU as the channel spells it; null where the channel gave none. Mapped and checked by us, not by the connector.</param>
/// <param name="OrderedUnits">Units that left or are still to leave: ordered minus what was edited away, cancelled or refunded before it left. Zero or more.</param>
/// <param name="ShippedUnits">Of these, units that have left, even if they came back since: zero to <paramref name="OrderedUnits"/> (a till's sale leaves at once).</param>
/// <param name="RestockedUnits">Of the shipped ones, units that came back and were put on sale again: zero to <paramref name="ShippedUnits"/>.</param>
public sealed record ChannelOrderLine(
    [property: JsonPropertyName("lineId")] string LineId,
    [property: JsonPropertyName("sku")] string? Sku,
    [property: JsonPropertyName("orderedUnits")] int OrderedUnits,
    [property: JsonPropertyName("shippedUnits")] int ShippedUnits = 0,
    [property: JsonPropertyName("restockedUnits")] int RestockedUnits = 0);
