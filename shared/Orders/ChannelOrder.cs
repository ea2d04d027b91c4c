using System.Text.Json.Serialization;

namespace StockFlow.Orders;

/// <summary>
/// What a channel says of one of its orders at one moment: a snapshot in our words, never a change.
/// Two snapshots of one order are ordered by <see cref="UpdatedAt"/>; a cancelled one wins a tie.
/// Holds no personal data.
/// </summary>
/// <param name="Id">The channel and its id of the order.</param>
/// <param name="Number">What people call the order on the channel, or null where that is the id.</param>
/// <param name="State">Whether the order wants stock at all.</param>
/// <param name="PlacedAt">When the buyer placed it, UTC; null where a bare cancel or delete does not say.</param>
/// <param name="UpdatedAt">The channel's own time of this snapshot, UTC.</param>
/// <param name="Lines">Every line; empty only for a bare cancel or delete.</param>
public sealed record ChannelOrder(
    [property: JsonPropertyName("id")] OrderId Id,
    [property: JsonPropertyName("number")] string? Number,
    [property: JsonPropertyName("state")] ChannelOrderState State,
    [property: JsonPropertyName("placedAt")] DateTimeOffset? PlacedAt,
    [property: JsonPropertyName("updatedAt")] DateTimeOffset UpdatedAt,
    [property: JsonPropertyName("lines")] IReadOnlyList<ChannelOrderLine> Lines);
