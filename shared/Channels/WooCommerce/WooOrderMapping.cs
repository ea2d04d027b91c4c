using System.Globalization;
using StockFlow.Channels.Transport;
using StockFlow.Orders;

namespace StockFlow.Channels.WooCommerce;

/// <summary>Puts WooCommerce's orders into our words.</summary>
internal static class WooOrderMapping
{
    private const int UnitsMax = 1_000_000_000;

    /// <summary>Whether the order's refunds matter and must be read before it can be mapped.</summary>
    public static bool NeedsRefunds(WooOrder order) => order.Refunds is { Count: > 0 } && StateOf(order.Status) != ChannelOrderState.Cancelled;

    /// <param name="refunds">All of the order's refunds; empty where they don't matter.</param>
    /// <exception cref="UnreadableBodyException">A field that we need is missing or can't be.</exception>
    public static ChannelOrder ToOrder(ChannelId channel, WooOrder order, IReadOnlyList<WooRefund> refunds)
    {
        var id = (order.Id ?? throw UnreadableBodyException.Missing("id")).ToString(CultureInfo.InvariantCulture);
        var state = StateOf(order.Status ?? throw UnreadableBodyException.Missing("status"));
        var items = order.LineItems ?? throw UnreadableBodyException.Missing("line_items");
        // Completed is all that WooCommerce knows of shipping; an order refunded or cancelled later keeps its completion time.
        var hasLeft = order.Status == "completed" || (state == ChannelOrderState.Cancelled && order.DateCompletedGmt is not null);
        var refunded = RefundedBeforeLeaving(items, refunds, hasLeft ? order.DateCompletedGmt : null);
        var lines = items.Select((item, i) => ToLine(item, i, hasLeft, refunded)).ToArray();
        return new ChannelOrder(
            new OrderId(channel, id),
            string.IsNullOrEmpty(order.Number) || order.Number == id ? null : order.Number,
            state,
            Utc(order.DateCreatedGmt ?? throw UnreadableBodyException.Missing("date_created_gmt")),
            Utc(order.DateModifiedGmt ?? throw UnreadableBodyException.Missing("date_modified_gmt")),
            lines);
    }

    public static DateTimeOffset Utc(DateTime time) =>
        new(time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc));

    private static ChannelOrderState StateOf(string? status) => status switch
    {
        "pending" or "on-hold" or "checkout-draft" or "auto-draft" => ChannelOrderState.PendingPayment,
        "cancelled" or "refunded" or "failed" or "trash" => ChannelOrderState.Cancelled,
        // Plug-ins add statuses of their own between paid and completed.
        _ => ChannelOrderState.Open,
    };

    private static ChannelOrderLine ToLine(WooOrder.LineItem? item, int index, bool hasLeft, Dictionary<long, int> refunded)
    {
        var path = $"line_items[{index}]";
        var id = item?.Id ?? throw UnreadableBodyException.Missing($"{path}.id");
        var units = item.Quantity ?? throw UnreadableBodyException.Missing($"{path}.quantity");
        if (units is < 0 or > UnitsMax)
        {
            throw new UnreadableBodyException($"{path}.quantity is below zero or above {UnitsMax}.");
        }

        var ordered = Math.Max(0, units - refunded.GetValueOrDefault(id));
        return new ChannelOrderLine(
            id.ToString(CultureInfo.InvariantCulture),
            string.IsNullOrWhiteSpace(item.Sku) ? null : item.Sku,
            ordered,
            ShippedUnits: hasLeft ? ordered : 0);
    }

    // What was refunded after it had left stays ordered and shipped: WooCommerce does not tell whether it came back.
    private static Dictionary<long, int> RefundedBeforeLeaving(List<WooOrder.LineItem> items, IReadOnlyList<WooRefund> refunds, DateTime? leftAt)
    {
        var units = new Dictionary<long, int>();
        foreach (var refund in refunds)
        {
            if (leftAt is { } left && refund.DateCreatedGmt is { } refundedAt && Utc(refundedAt) > Utc(left))
            {
                continue;
            }

            foreach (var item in refund.LineItems ?? [])
            {
                var line = item.RefundedLineId
                    ?? items.Find(candidate => candidate.ProductId == item.ProductId && candidate.VariationId == item.VariationId)?.Id;
                if (line is { } id)
                {
                    var more = (int)Math.Min(UnitsMax, Math.Abs((long)(item.Quantity ?? 0)));
                    units[id] = Math.Min(UnitsMax, units.GetValueOrDefault(id) + more);
                }
            }
        }

        return units;
    }
}
