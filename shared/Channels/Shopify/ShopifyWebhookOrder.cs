namespace StockFlow.Channels.Shopify;

/// <summary>What we read of the order in an orders/* webhook (the REST form).</summary>
internal sealed record ShopifyWebhookOrder(
    long? Id,
    string? Name,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt,
    DateTimeOffset? CancelledAt,
    string? FinancialStatus,
    bool? Test,
    List<ShopifyWebhookOrder.LineItem>? LineItems,
    List<ShopifyWebhookOrder.Refund>? Refunds,
    List<ShopifyWebhookOrder.Fulfillment>? Fulfillments)
{
    internal sealed record LineItem(long? Id, string? Sku, int? Quantity, int? CurrentQuantity, int? FulfillableQuantity);

    internal sealed record Refund(List<RefundLineItem>? RefundLineItems);

    internal sealed record RefundLineItem(long? LineItemId, int? Quantity, string? RestockType);

    internal sealed record Fulfillment(string? Status, List<LineItem>? LineItems);
}
