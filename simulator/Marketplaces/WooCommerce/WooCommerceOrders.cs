using System.Globalization;

namespace StockFlow.Simulator.Marketplaces.WooCommerce;

/// <summary>Orders as WooCommerce's REST API v3 writes them.</summary>
internal static class WooCommerceOrders
{
    /// <summary>An order in the REST form, which is the webhook's body too.</summary>
    public static object Json(ShopOrder order) => new
    {
        id = order.Id,
        parent_id = 0,
        number = order.Number,
        status = StatusOf(order),
        currency = "GBP",
        date_created_gmt = Gmt(order.PlacedAt),
        date_modified_gmt = Gmt(order.UpdatedAt),
        date_paid_gmt = Gmt(order.PlacedAt),
        total = Money(order.CarriageAmount + order.Lines.Sum(line => line.Units * line.Price)),
        line_items = order.Lines.Select(line => new
        {
            id = line.Id,
            name = line.Title,
            product_id = line.ItemNumber,
            variation_id = 0,
            quantity = line.Units,
            total = Money(line.Units * line.Price),
            sku = line.Code,
            price = line.Price,
        }),
        shipping_lines = order.CarriageAmount == 0
            ? []
            : new object[] { new { id = 1, method_title = "Carriage", method_id = "flat_rate", total = Money(order.CarriageAmount) } },
        refunds = order.Refunds.Select(refund => new { id = refund.Id, reason = string.Empty, total = Money(-RefundAmount(order, refund)) }),
    };

    /// <summary>A refund in the REST form; its quantities are negative.</summary>
    public static object Json(ShopOrder order, ShopRefund refund) => new
    {
        id = refund.Id,
        date_created_gmt = Gmt(order.UpdatedAt),
        amount = Money(RefundAmount(order, refund)),
        reason = string.Empty,
        line_items = refund.Cancelled.Concat(refund.Returned).GroupBy(line => line.LineId).Select(group =>
        {
            var line = order.Lines.First(other => other.Id == group.Key);
            var units = group.Sum(part => part.Units);
            return new
            {
                id = refund.Id + line.Id,
                product_id = line.ItemNumber,
                variation_id = 0,
                quantity = -units,
                total = Money(-units * line.Price),
                sku = line.Code,
                meta_data = new[] { new { id = 1, key = "_refunded_item_id", value = line.Id.ToString(CultureInfo.InvariantCulture) } },
            };
        }),
    };

    private static string StatusOf(ShopOrder order) => order switch
    {
        { CancelledAt: not null } => "cancelled",
        _ when order.Lines.All(line => line.CurrentUnits == 0) => "refunded",
        { IsShipped: true } => "completed",
        _ => "processing",
    };

    private static decimal RefundAmount(ShopOrder order, ShopRefund refund) => refund.Cancelled.Concat(refund.Returned)
        .Sum(part => part.Units * order.Lines.First(line => line.Id == part.LineId).Price);

    private static string Gmt(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);

    private static string Money(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}
