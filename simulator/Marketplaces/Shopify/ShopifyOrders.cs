using System.Globalization;

namespace StockFlow.Simulator.Marketplaces.Shopify;

/// <summary>Orders as Shopify writes them into a webhook's body.</summary>
internal static class ShopifyOrders
{
    public static object Json(ShopOrder order) => new
    {
        id = order.Id,
        admin_graphql_api_id = $"gid://shopify/Order/{order.Id}",
        name = "#" + order.Number,
        order_number = order.Id,
        created_at = Iso(order.PlacedAt),
        updated_at = Iso(order.UpdatedAt),
        cancelled_at = order.CancelledAt is { } at ? Iso(at) : null,
        cancel_reason = order.CancelledAt is null ? null : "customer",
        test = false,
        currency = "GBP",
        presentment_currency = "GBP",
        financial_status = FinancialStatus(order).ToLowerInvariant(),
        fulfillment_status = order.Shipments.Count == 0 ? null : order.IsShipped ? "fulfilled" : "partial",
        line_items = order.Lines.Select(line => new
        {
            id = line.Id,
            variant_id = line.ItemNumber + VariantOffset,
            product_id = line.ItemNumber,
            title = line.Title,
            sku = line.Code,
            quantity = line.Units,
            current_quantity = line.CurrentUnits,
            fulfillable_quantity = order.CancelledAt is null ? line.OpenUnits : 0,
            price = line.Price.ToString("0.00", CultureInfo.InvariantCulture),
        }),
        shipping_lines = order.CarriageAmount == 0
            ? []
            : new object[] { new { id = order.Id, title = "Carriage", price = order.CarriageAmount.ToString("0.00", CultureInfo.InvariantCulture) } },
        fulfillments = order.Shipments.Select(shipment => new
        {
            id = shipment.Id,
            order_id = order.Id,
            status = "success",
            line_items = shipment.Lines.Select(line => new { id = line.LineId, quantity = line.Units }),
        }),
        refunds = order.Refunds.Select(refund => new
        {
            id = refund.Id,
            order_id = order.Id,
            refund_line_items = RefundLines(refund).Select(line => new
            {
                id = refund.Id,
                line_item_id = line.Line.LineId,
                quantity = line.Line.Units,
                restock_type = line.RestockType.ToLowerInvariant(),
                location_id = FakeShopify.LocationNumber,
            }),
        }),
    };

    public static string FinancialStatus(ShopOrder order) =>
        order.CancelledAt is not null || order.Lines.All(line => line.CurrentUnits == 0) ? "REFUNDED"
        : order.Refunds.Count > 0 ? "PARTIALLY_REFUNDED"
        : "PAID";

    public static IEnumerable<(LineUnits Line, string RestockType)> RefundLines(ShopRefund refund) =>
        refund.Cancelled.Select(line => (line, "CANCEL")).Concat(refund.Returned.Select(line => (line, "RETURN")));

    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private const long VariantOffset = 40_000_000_000;
}
