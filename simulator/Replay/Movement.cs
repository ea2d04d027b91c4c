using System.Text.Json.Serialization;
using StockFlow.Stock;

namespace StockFlow.Simulator.Replay;

/// <summary>A stock movement as the merchant API takes it.</summary>
public sealed record Movement
{
    public required string CommandId { get; init; }

    public required Sku Sku { get; init; }

    /// <summary>receive or adjust.</summary>
    public required string Kind { get; init; }

    public required LocationId Location { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Units { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Delta { get; init; }

    public required string Reason { get; init; }

    public static Movement Receive(string commandId, Sku sku, LocationId location, int units, string reason) =>
        new() { CommandId = commandId, Sku = sku, Kind = "receive", Location = location, Units = units, Reason = reason };

    public static Movement Adjust(string commandId, Sku sku, LocationId location, int delta, string reason) =>
        new() { CommandId = commandId, Sku = sku, Kind = "adjust", Location = location, Delta = delta, Reason = reason };

    /// <summary>The units that it adds to what exists.</summary>
    [JsonIgnore]
    public int ExistingDelta => Units ?? Delta ?? 0;
}
