using System.Text.Json.Serialization;
using StockFlow.Stock;

namespace StockFlow.Transfers;

/// <summary>A line that came out otherwise than asked.</summary>
/// <param name="Sku">The item.</param>
/// <param name="AvailableUnits">What the source had, where the line was refused; null where it was done.</param>
/// <param name="DispatchedUnits">What really left.</param>
/// <param name="ReleasedUnits">What was really given back.</param>
public sealed record TransferFinding(
    [property: JsonPropertyName("sku")] Sku Sku,
    [property: JsonPropertyName("available")] int? AvailableUnits,
    [property: JsonPropertyName("dispatched")] int DispatchedUnits = 0,
    [property: JsonPropertyName("released")] int ReleasedUnits = 0);
