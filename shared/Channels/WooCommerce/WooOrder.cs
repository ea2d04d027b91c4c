namespace StockFlow.Channels.WooCommerce;

/// <summary>What we read of an order, in a webhook or an answer. Times ending in Gmt bear no zone and are UTC.</summary>
internal sealed record WooOrder(
    long? Id,
    string? Number,
    string? Status,
    DateTime? DateCreatedGmt,
    DateTime? DateModifiedGmt,
    DateTime? DateCompletedGmt,
    List<WooOrder.LineItem>? LineItems,
    List<WooOrder.RefundSum>? Refunds)
{
    internal sealed record LineItem(long? Id, long? ProductId, long? VariationId, string? Sku, int? Quantity);

    internal sealed record RefundSum(long? Id);
}
