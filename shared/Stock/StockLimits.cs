namespace StockFlow.Stock;

/// <summary>The bounds within which no sum of units can overflow.</summary>
public static class StockLimits
{
    /// <summary>The most units in one level, one movement or one backorder limit.</summary>
    public const int UnitsMax = 500_000_000;

    /// <summary>The most units one order may want, ship or send back of one SKU.</summary>
    public const int OrderUnitsMax = 10_000_000;

    /// <summary>The most units reserved at one location; what would go beyond stays short.</summary>
    public const int ReservedUnitsMax = 1_000_000_000;

    /// <summary>The most locations that can hold one SKU.</summary>
    public const int LocationsMax = 100;

    /// <summary>The longest command id.</summary>
    public const int CommandIdLengthMax = 100;

    /// <summary>The longest reason or name of an actor.</summary>
    public const int TextLengthMax = 200;
}
