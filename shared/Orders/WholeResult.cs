using System.Text.Json.Serialization;

namespace StockFlow.Orders;

/// <summary>How far one step has come with a whole revision.</summary>
/// <param name="First">What became of the first part.</param>
/// <param name="Completion">How putting the outcome on record ended; null where more steps are needed first.</param>
public sealed record WholeResult(
    [property: JsonPropertyName("first")] ChunkResult First,
    [property: JsonPropertyName("completion")] Completion? Completion);
