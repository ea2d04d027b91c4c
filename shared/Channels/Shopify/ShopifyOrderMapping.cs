using System.Globalization;
using StockFlow.Channels.Transport;
using StockFlow.Orders;

namespace StockFlow.Channels.Shopify;

/// <summary>Puts Shopify's orders into our words, the same whether they came by webhook or by polling.</summary>
internal static class ShopifyOrderMapping
{
    /// <exception cref="UnreadableBodyException">A field that we need is missing or can't be.</exception>
    public static ChannelOrder ToOrder(ChannelId channel, ShopifyWebhookOrder order)
    {
        var id = order.Id ?? throw UnreadableBodyException.Missing("id");
        var items = order.LineItems ?? throw UnreadableBodyException.Missing("line_items");
        var lines = new List<ShopifyLine>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i] ?? throw UnreadableBodyException.Missing($"line_items[{i}]");
            lines.Add(new ShopifyLine(
                item.Id ?? throw UnreadableBodyException.Missing($"line_items[{i}].id"),
                item.Sku,
                item.Quantity ?? throw UnreadableBodyException.Missing($"line_items[{i}].quantity"),
                item.CurrentQuantity,
                item.FulfillableQuantity));
        }

        AddHistory(order, lines);
        return ToOrder(channel, id, order.Name, order.CreatedAt, order.UpdatedAt, order.CancelledAt, order.FinancialStatus, lines);
    }

    /// <inheritdoc cref="ToOrder(ChannelId, ShopifyWebhookOrder)"/>
    public static ChannelOrder ToOrder(
        ChannelId channel,
        long id,
        string? name,
        DateTimeOffset? createdAt,
        DateTimeOffset? updatedAt,
        DateTimeOffset? cancelledAt,
        string? financialStatus,
        IReadOnlyList<ShopifyLine> lines)
    {
        var isCancelled = cancelledAt is not null;
        var orderLines = new ChannelOrderLine[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            orderLines[i] = lines[i].ToOrderLine(isCancelled, $"line_items[{i}]");
        }

        return new ChannelOrder(
            new OrderId(channel, id.ToString(CultureInfo.InvariantCulture)),
            name,
            isCancelled ? ChannelOrderState.Cancelled : StateOf(financialStatus),
            (createdAt ?? throw UnreadableBodyException.Missing("created_at")).ToUniversalTime(),
            (updatedAt ?? throw UnreadableBodyException.Missing("updated_at")).ToUniversalTime(),
            orderLines);
    }

    private static ChannelOrderState StateOf(string? financialStatus) =>
        string.Equals(financialStatus, "pending", StringComparison.OrdinalIgnoreCase)
        || string.Equals(financialStatus, "voided", StringComparison.OrdinalIgnoreCase)
        || string.Equals(financialStatus, "expired", StringComparison.OrdinalIgnoreCase)
            ? ChannelOrderState.PendingPayment
            : ChannelOrderState.Open;

    private static void AddHistory(ShopifyWebhookOrder order, List<ShopifyLine> lines)
    {
        if (order.Refunds is not { Count: > 0 } && order.Fulfillments is not { Count: > 0 })
        {
            return;
        }

        var byId = lines.ToLookup(line => line.Id);
        foreach (var refunded in (order.Refunds ?? []).SelectMany(refund => refund?.RefundLineItems ?? []))
        {
            // A refund may name a line that was removed from the order since.
            byId[refunded.LineItemId ?? 0].FirstOrDefault()?.AddRefund(refunded.Quantity ?? 0, refunded.RestockType);
        }

        foreach (var fulfillment in order.Fulfillments ?? [])
        {
            foreach (var sent in IsSent(fulfillment?.Status) ? fulfillment!.LineItems ?? [] : [])
            {
                byId[sent.Id ?? 0].FirstOrDefault()?.AddFulfillment(sent.Quantity ?? 0);
            }
        }
    }

    public static bool IsSent(string? fulfillmentStatus) =>
        string.Equals(fulfillmentStatus, "success", StringComparison.OrdinalIgnoreCase);
}
