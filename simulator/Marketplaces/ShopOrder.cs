using StockFlow.Stock;

namespace StockFlow.Simulator.Marketplaces;

/// <summary>One order as a marketplace has it, at one moment.</summary>
/// <param name="Id">The marketplace's own id.</param>
/// <param name="Number">What people call it.</param>
/// <param name="PlacedAt">UTC, to the tick; told on the wire in whole seconds.</param>
/// <param name="UpdatedAt">Whole seconds, UTC; later with every change.</param>
/// <param name="CancelledAt">Null while it stands.</param>
/// <param name="CarriageAmount">What the buyer pays for carriage, in pounds.</param>
/// <param name="Lines">The goods.</param>
/// <param name="Shipments">What has left, oldest first.</param>
/// <param name="Refunds">What was called off or came back, oldest first.</param>
public sealed record ShopOrder(
    long Id,
    string Number,
    DateTimeOffset PlacedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? CancelledAt,
    decimal CarriageAmount,
    IReadOnlyList<ShopOrderLine> Lines,
    IReadOnlyList<ShopShipment> Shipments,
    IReadOnlyList<ShopRefund> Refunds)
{
    /// <summary>The buyer has ordered and not paid yet.</summary>
    public bool IsUnpaid { get; init; }

    /// <summary>Nothing is left to ship.</summary>
    public bool IsShipped => Lines.All(line => line.OpenUnits == 0) && Shipments.Count > 0;

    /// <summary>Units of a SKU that the shop has sold and not taken back; a cancelled order keeps only what has left.</summary>
    public int SoldUnits(Sku sku) => Lines
        .Where(line => Sku.TryParse(line.Code, null, out var other) && other == sku)
        .Sum(line => CancelledAt is null ? line.CurrentUnits : line.ShippedUnits - line.ReturnedUnits);
}
