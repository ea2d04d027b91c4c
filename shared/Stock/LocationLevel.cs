namespace StockFlow.Stock;

/// <summary>The levels of one SKU at one location, in whole units.</summary>
/// <param name="Location">Where.</param>
/// <param name="OnHandUnits">Physically there; never below zero.</param>
/// <param name="ReservedUnits">Promised to orders and not yet shipped; never below zero.</param>
/// <param name="SafetyStockUnits">Withheld from sale on purpose; stored positive.</param>
/// <param name="IncomingUnits">Announced and not yet received; never below zero.</param>
/// <param name="BackorderedUnits">Of the reserved, promised beyond what was available, and not covered since; without pre-orders before their date.</param>
public sealed record LocationLevel(
    LocationId Location,
    int OnHandUnits,
    int ReservedUnits = 0,
    int SafetyStockUnits = 0,
    int IncomingUnits = 0,
    int BackorderedUnits = 0)
{
    /// <summary>On hand − reserved − safety stock; may go negative.</summary>
    public int AvailableUnits => OnHandUnits - ReservedUnits - SafetyStockUnits;

    /// <summary>Of the reserved, promised beyond what is there and not withheld. Zero or more.</summary>
    public int LackingUnits => Math.Min(ReservedUnits, Math.Max(0, -AvailableUnits));
}
