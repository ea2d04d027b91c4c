using System.Text.Json.Serialization;
using StockFlow.Stock;

namespace StockFlow.Orders;

/// <summary>A part of an order's SKUs to set.</summary>
/// <param name="Order">The order.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Chunk">0 for the first <see cref="OrderReservations.ChunkSize"/> SKUs.</param>
/// <param name="Release">Whether to give everything back instead, because the whole order is rejected.</param>
/// <param name="Locations">In which order the order's locations serve it, as the first part has planned; null where nothing was planned.</param>
public sealed record ChunkRequest(
    [property: JsonPropertyName("order")] OrderId Order,
    [property: JsonPropertyName("revision")] int Revision,
    [property: JsonPropertyName("chunk")] int Chunk,
    [property: JsonPropertyName("release")] bool Release = false,
    [property: JsonPropertyName("locations")] IReadOnlyList<LocationId>? Locations = null)
{
    /// <summary>The trace of the event that caused it; null where it is not recorded.</summary>
    [JsonPropertyName("traceparent")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }
}
