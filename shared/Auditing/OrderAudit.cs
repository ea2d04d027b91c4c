using StockFlow.Orders;
using StockFlow.Stock;
using static System.FormattableString;

namespace StockFlow.Auditing;

/// <summary>Holds what an order wants of a SKU against what it holds. Rules only.</summary>
internal static class OrderAudit
{
    /// <summary>Compares one reservation with its order. Both must have been read after each other while neither changed.</summary>
    /// <param name="order">Null where there is none.</param>
    /// <param name="held">Null where there is none.</param>
    /// <returns>Null where they agree, or where the order is in work.</returns>
    public static AuditFinding? Compare(Sku sku, OrderId id, Order? order, Reservation? held)
    {
        var heldUnits = held?.Allocations.Sum(allocation => (long)allocation.ReservedUnits) ?? 0;
        if (order is null)
        {
            return heldUnits == 0
                ? null
                : Finding(AuditKind.ReservationWithoutOrder, AuditRemedy.Person, $"an order", $"{heldUnits} units held and no order");
        }

        if (!order.IsDone)
        {
            return null;
        }

        var asked = OrderWants.Of(order).Skus.Any(want => want.Sku == sku);
        var want = OrderWants.Of(order).Skus.FirstOrDefault(want => want.Sku == sku);
        var openUnits = order.Outcome == OrderOutcome.Rejected ? 0 : want.OpenUnits;
        if (held is null)
        {
            // Nothing that has left can be set again: it would leave once more.
            return (openUnits == 0 && want.ShippedUnits == 0) || IsQuarantined(order, sku)
                ? null
                : Finding(
                    AuditKind.ReservationMissing, want.ShippedUnits == 0 ? AuditRemedy.Rerun : AuditRemedy.Person,
                    $"{openUnits} open and {want.ShippedUnits} shipped at revision {order.Revision}", $"no reservation");
        }

        if (held.Revision == order.Revision && held.OpenUnits == openUnits && held.ShippedUnits >= want.ShippedUnits
            && held.ShortUnits >= 0 && held.ReservedUnits == heldUnits)
        {
            return null;
        }

        var safe = asked && held.Revision <= order.Revision && held.ShippedUnits >= want.ShippedUnits && held.RestockedUnits >= want.RestockedUnits;
        return Finding(
            openUnits == 0 && heldUnits > 0 ? AuditKind.ReservationNotWanted : AuditKind.ReservationDiffers,
            safe ? AuditRemedy.Rerun : AuditRemedy.Person,
            $"{openUnits} open and {want.ShippedUnits} shipped at revision {order.Revision}",
            $"{held.OpenUnits} open, {heldUnits} held, {held.ShortUnits} short and {held.ShippedUnits} shipped at revision {held.Revision}");

        AuditFinding Finding(AuditKind kind, AuditRemedy remedy, FormattableString expected, FormattableString found) =>
            new(kind, sku, null, id, Invariant(expected), Invariant(found), remedy);
    }

    /// <summary>Whether the audit of the SKU compares a reservation with its order: it reads those that hold or want something.</summary>
    public static bool IsSeenFromSku(Reservation? held) =>
        held is not null && (held.OpenUnits != 0 || held.Allocations.Any(allocation => allocation.ReservedUnits != 0));

    /// <summary>Whether a done order waits in quarantine for a SKU, so that it holds nothing of it yet.</summary>
    private static bool IsQuarantined(Order order, Sku sku) => order.Lines.Any(line =>
        line.Result?.Quarantine is not null && Sku.TryParse(line.Sku, null, out var item) && item == sku);
}
