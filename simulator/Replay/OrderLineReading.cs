using System.Text.Json;

namespace StockFlow.Simulator.Replay;

/// <summary>One line of an order as the merchant API tells it.</summary>
/// <param name="ShippedUnits">That have left.</param>
/// <param name="ReservedUnits">Held for it, backordered ones included.</param>
/// <param name="BackorderedUnits">Of the reserved, promised beyond what is there.</param>
/// <param name="ShortUnits">Wanted and not to be had.</param>
/// <param name="IsQuarantined">It waits for its SKU to become known.</param>
public sealed record OrderLineReading(int ShippedUnits, int ReservedUnits, int BackorderedUnits, int ShortUnits, bool IsQuarantined)
{
    /// <summary>Units that can be sent off now.</summary>
    public int ReadyUnits => ReservedUnits - BackorderedUnits;

    public static OrderLineReading Of(JsonElement line) => new(
        Number(line, "shippedUnits"),
        Number(line, "reservedUnits"),
        Number(line, "backorderedUnits"),
        Number(line, "shortUnits"),
        line.TryGetProperty("quarantine", out var quarantine) && quarantine.ValueKind != JsonValueKind.Null);

    private static int Number(JsonElement line, string name) =>
        line.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number ? number.GetInt32() : 0;
}
