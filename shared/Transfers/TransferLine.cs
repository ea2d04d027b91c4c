using System.Text.Json.Serialization;
using StockFlow.Stock;

namespace StockFlow.Transfers;

/// <summary>One SKU of a transfer: what its people asked for, put right by what the ledger found. Numbers count since it was planned.</summary>
/// <param name="Sku">Once in a transfer.</param>
/// <param name="PlannedUnits">At least 1.</param>
/// <param name="ReleasedUnits">Of the planned, given back at the source.</param>
/// <param name="DispatchedUnits">Of the planned, left the source.</param>
/// <param name="ReceivedUnits">Of the dispatched, arrived.</param>
/// <param name="LostUnits">Of the dispatched, written off on the way.</param>
/// <param name="AvailableUnits">What the source had when this line was refused; null where it was not.</param>
public sealed record TransferLine(
    [property: JsonPropertyName("sku")] Sku Sku,
    [property: JsonPropertyName("planned")] int PlannedUnits,
    [property: JsonPropertyName("released")] int ReleasedUnits = 0,
    [property: JsonPropertyName("dispatched")] int DispatchedUnits = 0,
    [property: JsonPropertyName("received")] int ReceivedUnits = 0,
    [property: JsonPropertyName("lost")] int LostUnits = 0,
    [property: JsonPropertyName("available")] int? AvailableUnits = null)
{
    /// <summary>On the way.</summary>
    [JsonIgnore]
    public int InTransitUnits => DispatchedUnits - ReceivedUnits - LostUnits;
}
