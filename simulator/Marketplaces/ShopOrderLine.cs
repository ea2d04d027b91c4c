namespace StockFlow.Simulator.Marketplaces;

/// <summary>One line of a marketplace's order.</summary>
/// <param name="Id">Unique within the marketplace.</param>
/// <param name="ItemNumber">The item, or 0 where the line is of none that is listed.</param>
/// <param name="Code">The SKU as the marketplace spells it.</param>
/// <param name="Title">What the buyer read.</param>
/// <param name="Units">Ordered at first, at least 1.</param>
/// <param name="Price">Of one unit, in pounds.</param>
/// <param name="ShippedUnits">That have left, those that came back since included.</param>
/// <param name="CancelledUnits">Called off before they left.</param>
/// <param name="ReturnedUnits">Came back after they had left.</param>
public sealed record ShopOrderLine(
    long Id,
    long ItemNumber,
    string Code,
    string Title,
    int Units,
    decimal Price,
    int ShippedUnits = 0,
    int CancelledUnits = 0,
    int ReturnedUnits = 0)
{
    /// <summary>Still to be shipped.</summary>
    public int OpenUnits => Units - CancelledUnits - ShippedUnits;

    /// <summary>What the buyer has bought and not given back.</summary>
    public int CurrentUnits => Units - CancelledUnits - ReturnedUnits;
}
