using System.Text.Json;
using StockFlow.Stock;

namespace StockFlow.Simulator.Replay;

/// <summary>One line of an order as the merchant API tells it.</summary>
/// <param name="ShippedUnits">That have left.</param>
/// <param name="ReservedUnits">Held for it, backordered ones included.</param>
/// <param name="BackorderedUnits">Of the reserved, promised beyond what is there.</param>
/// <param name="ShortUnits">Wanted and not to be had.</param>
/// <param name="IsQuarantined">It waits for its SKU to become known.</param>
public sealed record OrderLineReading(int ShippedUnits, int ReservedUnits, int BackorderedUnits, int ShortUnits, bool IsQuarantined)
{
    /// <summary>Wanted, not to be had, and given up.</summary>
    public int GivenUpUnits { get; init; }

    /// <summary>What one unit takes of stock, where it is a bundle; null where it is not, or not known as one yet.</summary>
    public IReadOnlyDictionary<Sku, int>? Components { get; init; }

    /// <summary>Of the reserved, held until the item's release date.</summary>
    public int PreorderedUnits { get; init; }

    /// <summary>Units that can be sent off now.</summary>
    public int ReadyUnits => ReservedUnits - BackorderedUnits - PreorderedUnits;

    public static OrderLineReading Of(JsonElement line) => new(
        Number(line, "shippedUnits"),
        Number(line, "reservedUnits"),
        Number(line, "backorderedUnits"),
        Number(line, "shortUnits"),
        line.TryGetProperty("quarantine", out var quarantine) && quarantine.ValueKind != JsonValueKind.Null)
    {
        GivenUpUnits = Number(line, "givenUpUnits"),
        PreorderedUnits = Number(line, "preorderedUnits"),
        Components = line.TryGetProperty("components", out var parts) && parts.ValueKind == JsonValueKind.Array
            ? parts.EnumerateArray().ToDictionary(part => Sku.Parse(part.GetProperty("sku").GetString()!), part => part.GetProperty("units").GetInt32())
            : null,
    };

    private static int Number(JsonElement line, string name) =>
        line.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number ? number.GetInt32() : 0;
}
