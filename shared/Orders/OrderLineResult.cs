namespace StockFlow.Orders;

/// <summary>What became of a line when its order's revision was done.</summary>
/// <param name="ReservedUnits">Held for it, backordered and preordered ones included.</param>
/// <param name="BackorderedUnits">Of the reserved, promised beyond what was available.</param>
/// <param name="ShortUnits">Wanted and not to be had.</param>
/// <param name="Quarantine">Why the line waits in quarantine; null if it doesn't.</param>
public sealed record OrderLineResult(int ReservedUnits, int BackorderedUnits, int ShortUnits, QuarantineReason? Quarantine = null)
{
    /// <summary>Wanted, not to be had and given up: neither reserved nor short any more.</summary>
    public int GivenUpUnits { get; init; }

    /// <summary>Of the reserved, held until the item's release date; none of these counts as backordered.</summary>
    public int PreorderedUnits { get; init; }

    /// <summary>Of the reserved, at a location that the channel does not sell from.</summary>
    public int FallbackUnits { get; init; }

    /// <summary>When the backordered units are expected, UTC; null where nobody said.</summary>
    public DateTimeOffset? ExpectedAt { get; init; }

    /// <summary>Before when the preordered units may not leave, UTC; null where there are none.</summary>
    public DateTimeOffset? ReleaseAt { get; init; }
}
