namespace StockFlow.Orders;

/// <summary>What became of a line when its order's revision was done.</summary>
/// <param name="ReservedUnits">Held for it, backordered ones included.</param>
/// <param name="BackorderedUnits">Of the reserved, promised beyond what was available.</param>
/// <param name="ShortUnits">Wanted and not to be had.</param>
/// <param name="Quarantine">Why the line waits in quarantine; null if it doesn't.</param>
public sealed record OrderLineResult(int ReservedUnits, int BackorderedUnits, int ShortUnits, QuarantineReason? Quarantine = null);
