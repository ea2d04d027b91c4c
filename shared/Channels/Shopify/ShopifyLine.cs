using System.Globalization;
using StockFlow.Channels.Transport;
using StockFlow.Orders;

namespace StockFlow.Channels.Shopify;

/// <summary>One order line in Shopify's numbers, and what became of its units, gathered before it is put into ours.</summary>
/// <param name="Id">Shopify's number of the line.</param>
/// <param name="Sku">As Shopify spells it; null or empty where it has none.</param>
/// <param name="OriginalUnits">Shopify's quantity: everything that was ever ordered on the line.</param>
/// <param name="CurrentUnits">Without refunded and removed units; null in old bodies.</param>
/// <param name="UnfulfilledUnits">Still to be sent; null where not told.</param>
internal sealed record ShopifyLine(long Id, string? Sku, int OriginalUnits, int? CurrentUnits, int? UnfulfilledUnits)
{
    private const int UnitsMax = 1_000_000_000;

    /// <summary>Units in fulfillments that succeeded.</summary>
    public int FulfilledUnits { get; private set; }

    /// <summary>Units in refunds of any kind.</summary>
    public int RefundedUnits { get; private set; }

    /// <summary>Refunded units that had been sent and come back to be sold again.</summary>
    public int ReturnedUnits { get; private set; }

    /// <summary>Refunded units that had not been sent.</summary>
    public int CancelledUnits { get; private set; }

    /// <summary>Refunded units put back on sale in the old way, which does not tell whether they had been sent.</summary>
    public int LegacyRestockedUnits { get; private set; }

    public void AddFulfillment(int units) => FulfilledUnits = Sum(FulfilledUnits, units);

    public void AddRefund(int units, string? restockType)
    {
        RefundedUnits = Sum(RefundedUnits, units);
        switch (restockType?.ToUpperInvariant())
        {
            case "RETURN":
                ReturnedUnits = Sum(ReturnedUnits, units);
                break;
            case "CANCEL":
                CancelledUnits = Sum(CancelledUnits, units);
                break;
            case "LEGACY_RESTOCK":
                LegacyRestockedUnits = Sum(LegacyRestockedUnits, units);
                break;
            default:
                // no_restock: gone for good or never sent, which the fulfillments tell.
                break;
        }
    }

    /// <summary>Puts the line into our words; see docs/connectors.md for why.</summary>
    /// <exception cref="UnreadableBodyException">A number can't be.</exception>
    public ChannelOrderLine ToOrderLine(bool isCancelled, string path)
    {
        if (!IsPossible(OriginalUnits) || !IsPossible(CurrentUnits) || !IsPossible(UnfulfilledUnits))
        {
            throw new UnreadableBodyException($"{path} has a quantity below zero or above {UnitsMax}.");
        }

        var current = CurrentUnits ?? Math.Max(0, OriginalUnits - RefundedUnits);
        var removed = Math.Max(OriginalUnits, current) - current;
        // A cancelled order may have nothing to fulfil without anything having been sent.
        var tellsUnfulfilled = UnfulfilledUnits is not null && !isCancelled;
        var gone = tellsUnfulfilled ? Math.Max(0, current - UnfulfilledUnits!.Value) : 0;
        var shipped = Math.Min(Math.Max(FulfilledUnits, Sum(gone, ReturnedUnits)), current + removed);
        var shippedAndKept = tellsUnfulfilled ? gone : Math.Min(current, shipped);
        var removableAfterShipping = Math.Max(0, removed - CancelledUnits);
        var shippedThenRemoved = Math.Clamp(shipped - shippedAndKept, 0, removableAfterShipping);
        return new ChannelOrderLine(
            Id.ToString(CultureInfo.InvariantCulture),
            string.IsNullOrWhiteSpace(Sku) ? null : Sku,
            OrderedUnits: Math.Max(current + shippedThenRemoved, shipped),
            ShippedUnits: shipped,
            RestockedUnits: Math.Min(Sum(ReturnedUnits, LegacyRestockedUnits), shippedThenRemoved));
    }

    private static bool IsPossible(int? units) => units is null or (>= 0 and <= UnitsMax);

    private static int Sum(int units, int more) => Math.Min(UnitsMax, units + Math.Clamp(more, 0, UnitsMax));
}
