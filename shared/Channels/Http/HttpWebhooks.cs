using StockFlow.Channels.Transport;

namespace StockFlow.Channels.Http;

/// <summary>Checks and reads the webhooks of docs/connectors.md.</summary>
internal sealed class HttpWebhooks(ChannelId channel, StandardWebhookSignature signature)
{
    private const string OrderUpdated = "order.updated";

    public WebhookReading Read(WebhookDelivery delivery)
    {
        var id = delivery.Header(StandardWebhookSignature.IdHeader);
        var timestamp = delivery.Header(StandardWebhookSignature.TimestampHeader);
        var signatures = delivery.Header(StandardWebhookSignature.SignatureHeader);
        if (!delivery.IsVerified && signature.FindFault(id, timestamp, signatures, delivery.Body.Span, delivery.ReceivedAt) is { } fault)
        {
            return new WebhookReading.BadSignature(fault);
        }

        try
        {
            var body = Body.Read(delivery.Body.Span, HttpJson.Default.HttpWebhook);
            if (body.Type != OrderUpdated)
            {
                return body.Type is null
                    ? throw UnreadableBodyException.Missing("type")
                    : new WebhookReading.Ignored($"Only the type {OrderUpdated} is followed.");
            }

            var order = HttpOrderMapping.ToOrder(channel, body.Data ?? throw UnreadableBodyException.Missing("data"), "data.");
            return new WebhookReading.OrderChanged(order, id!);
        }
        catch (UnreadableBodyException e)
        {
            return new WebhookReading.Unreadable(e.Message, new Dictionary<string, string>
            {
                [StandardWebhookSignature.IdHeader] = id!,
                [StandardWebhookSignature.TimestampHeader] = timestamp!,
            });
        }
    }
}
