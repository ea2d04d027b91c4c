using System.Text.Json.Serialization;

namespace StockFlow.Orders;

/// <summary>What became of a whole revision, to be put on record.</summary>
/// <param name="Order">The order.</param>
/// <param name="Revision">The revision.</param>
/// <param name="IsRejected">Whether everything was given back because a SKU was short.</param>
/// <param name="IsLastRound">Whether a SKU that has become known meanwhile is left to the release from quarantine.</param>
/// <param name="Skus">One per SKU.</param>
public sealed record CompletionRequest(
    [property: JsonPropertyName("order")] OrderId Order,
    [property: JsonPropertyName("revision")] int Revision,
    [property: JsonPropertyName("rejected")] bool IsRejected,
    [property: JsonPropertyName("lastRound")] bool IsLastRound,
    [property: JsonPropertyName("skus")] IReadOnlyList<SkuResult> Skus)
{
    /// <summary>The trace of the event that caused it; null where it is not recorded.</summary>
    [JsonPropertyName("traceparent")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }
}
