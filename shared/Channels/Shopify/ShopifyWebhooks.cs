using System.Globalization;
using StockFlow.Channels.Transport;
using StockFlow.Orders;

namespace StockFlow.Channels.Shopify;

/// <summary>Checks and reads Shopify's webhooks.</summary>
internal sealed class ShopifyWebhooks(ChannelSettings settings, bool acceptsTestOrders)
{
    private const int DedupeIdLengthMax = 100;

    private static readonly string[] KeptHeaders =
        ["X-Shopify-Topic", "X-Shopify-Webhook-Id", "X-Shopify-Event-Id", "X-Shopify-API-Version", "X-Shopify-Triggered-At"];

    private readonly IReadOnlyList<byte[]> _keys = HmacSignature.KeysOf(settings.WebhookSecrets);

    public WebhookReading Read(WebhookDelivery delivery)
    {
        var signature = delivery.Header("X-Shopify-Hmac-Sha256");
        if (signature is null && !delivery.IsVerified)
        {
            return new WebhookReading.BadSignature("X-Shopify-Hmac-Sha256 is missing.");
        }

        if (!delivery.IsVerified && !HmacSignature.Verifies(signature!, delivery.Body.Span, _keys))
        {
            return new WebhookReading.BadSignature("X-Shopify-Hmac-Sha256 is not the body's signature under the webhook secret.");
        }

        var topic = delivery.Header("X-Shopify-Topic") ?? string.Empty;
        try
        {
            return topic switch
            {
                "orders/create" or "orders/updated" or "orders/paid" or "orders/edited" or "orders/cancelled" or "orders/fulfilled"
                    or "orders/partially_fulfilled" => ReadOrder(delivery, topic),
                "orders/delete" => ReadDelete(delivery, topic),
                "refunds/create" => new WebhookReading.Ignored("orders/updated follows with the same refund inside the whole order."),
                "inventory_levels/update" => new WebhookReading.Ignored("This is the echo of a quantity that was set."),
                _ => new WebhookReading.Ignored("The topic is not followed."),
            };
        }
        catch (UnreadableBodyException e)
        {
            return new WebhookReading.Unreadable(e.Message, KeptHeaders
                .Select(name => (name, value: delivery.Header(name)))
                .Where(header => header.value is not null)
                .ToDictionary(header => header.name, header => header.value!));
        }
    }

    private WebhookReading ReadOrder(WebhookDelivery delivery, string topic)
    {
        var body = Body.Read(delivery.Body.Span, ShopifyWebhookJson.Default.ShopifyWebhookOrder);
        return body.Test == true && !acceptsTestOrders
            ? new WebhookReading.Ignored("This is a test order.")
            : new WebhookReading.OrderChanged(ShopifyOrderMapping.ToOrder(settings.Id, body), DedupeIdOf(delivery, topic));
    }

    private WebhookReading.OrderChanged ReadDelete(WebhookDelivery delivery, string topic)
    {
        var body = Body.Read(delivery.Body.Span, ShopifyWebhookJson.Default.ShopifyWebhookOrder);
        var id = body.Id ?? throw UnreadableBodyException.Missing("id");
        var order = new ChannelOrder(
            new OrderId(settings.Id, id.ToString(CultureInfo.InvariantCulture)),
            Number: null,
            ChannelOrderState.Cancelled,
            PlacedAt: null,
            TriggeredAt(delivery),
            Lines: []);
        return new WebhookReading.OrderChanged(order, DedupeIdOf(delivery, topic));
    }

    private static DateTimeOffset TriggeredAt(WebhookDelivery delivery) =>
        DateTimeOffset.TryParse(
            delivery.Header("X-Shopify-Triggered-At"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var triggeredAt)
            ? triggeredAt
            : delivery.ReceivedAt;

    private static string DedupeIdOf(WebhookDelivery delivery, string topic)
    {
        // Stable over Shopify's retries; shared by nothing else once the topic is added.
        var id = delivery.Header("X-Shopify-Webhook-Id");
        return !string.IsNullOrEmpty(id) && topic.Length + 1 + id.Length <= DedupeIdLengthMax
            ? $"{topic}:{id}"
            : $"{topic}:{Body.Digest(delivery.Body.Span)}";
    }
}
