using System.Globalization;
using StockFlow.Channels.Transport;
using StockFlow.Orders;

namespace StockFlow.Channels.WooCommerce;

/// <summary>Checks and reads WooCommerce's webhooks.</summary>
internal sealed class WooWebhooks(ChannelSettings settings)
{
    private const int PingLengthMax = 40;

    private static readonly string[] KeptHeaders = ["X-WC-Webhook-Topic", "X-WC-Webhook-ID", "X-WC-Webhook-Delivery-ID"];

    private readonly IReadOnlyList<byte[]> _keys = HmacSignature.KeysOf(settings.WebhookSecrets);

    public WebhookReading Read(WebhookDelivery delivery)
    {
        var signature = delivery.Header("X-WC-Webhook-Signature");
        if (signature is null && !delivery.IsVerified)
        {
            return IsPing(delivery.Body.Span)
                ? new WebhookReading.Ignored("This is the ping that WooCommerce sends unsigned when a webhook is made.", IsSigned: false)
                : new WebhookReading.BadSignature("X-WC-Webhook-Signature is missing.");
        }

        if (!delivery.IsVerified && !HmacSignature.Verifies(signature!, delivery.Body.Span, _keys))
        {
            return new WebhookReading.BadSignature("X-WC-Webhook-Signature is not the body's signature under the webhook secret.");
        }

        try
        {
            return delivery.Header("X-WC-Webhook-Topic") switch
            {
                "order.created" or "order.updated" or "order.restored" => ReadOrder(delivery),
                "order.deleted" => ReadDelete(delivery),
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

    private static bool IsPing(ReadOnlySpan<byte> body)
    {
        var key = "webhook_id="u8;
        return body.Length <= PingLengthMax && body.StartsWith(key) && body.Length > key.Length
            && body[key.Length..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    private WebhookReading ReadOrder(WebhookDelivery delivery)
    {
        var body = Body.Read(delivery.Body.Span, WooJson.Default.WooOrder);
        if (WooOrderMapping.NeedsRefunds(body))
        {
            return new WebhookReading.Ignored("The order has refunds, whose units are not in the body: polling reads it whole.");
        }

        var order = WooOrderMapping.ToOrder(settings.Id, body, refunds: []);
        return new WebhookReading.OrderChanged(order, DedupeIdOf(order, delivery));
    }

    private WebhookReading.OrderChanged ReadDelete(WebhookDelivery delivery)
    {
        var body = Body.Read(delivery.Body.Span, WooJson.Default.WooOrder);
        var id = body.Id ?? throw UnreadableBodyException.Missing("id");
        // The body tells no time, and whatever the shop said before was said before.
        var order = new ChannelOrder(
            new OrderId(settings.Id, id.ToString(CultureInfo.InvariantCulture)),
            Number: null,
            ChannelOrderState.Cancelled,
            PlacedAt: null,
            UpdatedAt: delivery.ReceivedAt,
            Lines: []);
        return new WebhookReading.OrderChanged(order, $"{order.Id.ExternalId}:deleted");
    }

    // X-WC-Webhook-Delivery-ID is made of the second it is sent in, so it identifies nothing.
    private static string DedupeIdOf(ChannelOrder order, WebhookDelivery delivery) =>
        string.Create(CultureInfo.InvariantCulture, $"{order.Id.ExternalId}:{order.UpdatedAt:yyyyMMddHHmmss}:{Body.Digest(delivery.Body.Span)}");
}
