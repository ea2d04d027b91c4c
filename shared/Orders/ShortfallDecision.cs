using System.Text.Json.Serialization;
using StockFlow.Stock;

namespace StockFlow.Orders;

/// <summary>What was decided about units of an order that could not be had.</summary>
/// <param name="Sku">The item.</param>
/// <param name="Kind">How the shortfall is to end.</param>
/// <param name="OfUnits">How many units of the SKU the order had in all when it was decided, shipped ones included.</param>
/// <param name="KeptUnits">Of these, how many it keeps when the rest is given up.</param>
/// <param name="Location">Where the units come from instead; null unless that is the decision.</param>
/// <param name="ExpectedAt">When backordered units are expected, UTC; null where nobody said.</param>
public sealed record ShortfallDecision(
    [property: JsonPropertyName("sku")] Sku Sku,
    [property: JsonPropertyName("kind")] ShortfallDecisionKind Kind,
    [property: JsonPropertyName("of")] int OfUnits,
    [property: JsonPropertyName("kept")] int KeptUnits,
    [property: JsonPropertyName("location")] LocationId? Location,
    [property: JsonPropertyName("expectedAt")] DateTimeOffset? ExpectedAt)
{
    /// <summary>
    /// How many open units are still wanted. What is given up is counted from the units of then: a channel that cancels the same units later
    /// does not take them off twice, and units added later are wanted.
    /// </summary>
    public int OpenUnitsOf(int openUnits, int shippedUnits)
    {
        if (Kind != ShortfallDecisionKind.Cancel)
        {
            return openUnits;
        }

        var total = openUnits + shippedUnits;
        var wanted = Math.Min(total, KeptUnits + Math.Max(0, total - OfUnits));
        return Math.Clamp(wanted - shippedUnits, 0, openUnits);
    }
}
