using System.Security.Cryptography;
using Azure.Messaging.ServiceBus;
using StockFlow.Channels;
using StockFlow.Messaging;
using StockFlow.Telemetry;

namespace StockFlow.Intake;

/// <summary>Takes webhooks in: checks the signature, reads the order, and puts it on the queue. Thread-safe.</summary>
public sealed class WebhookIntake(
    ChannelCatalog channels,
    OrderQueue queue,
    WebhookGate gate,
    IntakeOptions options,
    StockFlowMetrics metrics,
    TimeProvider time)
{
    /// <summary>Takes one webhook in. The answer Accepted or SetAside is given only once the message is durable.</summary>
    /// <param name="channel">As it stands in the address.</param>
    /// <param name="header">Finds a header by name, ignoring case; null when absent.</param>
    /// <param name="sender">The address it came from; null when that is not known.</param>
    /// <param name="body">Read up to the limit only, and not at all for an unknown channel.</param>
    /// <param name="bytesAnnounced">The body's length where the sender told it.</param>
    /// <exception cref="ServiceBusException">The queue could not take the message: the sender has to try again.</exception>
    public async Task<IntakeAnswer> AcceptAsync(
        string channel, Func<string, string?> header, string? sender, Stream body, long? bytesAnnounced, CancellationToken cancellationToken)
    {
        if (!ChannelId.TryParse(channel, null, out var id) || !channels.TryGet(id, out var found))
        {
            return new IntakeAnswer.UnknownChannel();
        }

        if (gate.WaitBeforeReading(id, sender) is var unheard && unheard > TimeSpan.Zero)
        {
            metrics.RefusedWebhook(id, "unheard");
            return new IntakeAnswer.TooMany(unheard);
        }

        if (await BodyReader.ReadAsync(body, bytesAnnounced, options.BytesMax, cancellationToken) is not { } content)
        {
            gate.Refuse(id, sender);
            metrics.RefusedWebhook(id, "too-large");
            return new IntakeAnswer.TooLarge(options.BytesMax);
        }

        using var span = StockFlowTrace.Begin(SpanNames.ReceiveWebhook)?.SetTag(SpanTags.Channel, id.Value);
        var receivedAt = time.GetUtcNow();
        var reading = found.Connector.ReadWebhook(new WebhookDelivery(header, content, receivedAt));
        if (reading is WebhookReading.BadSignature bad)
        {
            gate.Refuse(id, sender);
            metrics.RefusedWebhook(id, "bad-signature");
            return new IntakeAnswer.BadSignature(bad.Reason);
        }

        if (reading is WebhookReading.Ignored { IsSigned: false } unsigned)
        {
            gate.Refuse(id, sender);
            metrics.TookWebhook(id, "ignored");
            return new IntakeAnswer.Ignored(unsigned.Reason);
        }

        if (gate.Admit(id, sender) is var wait && wait > TimeSpan.Zero)
        {
            metrics.RefusedWebhook(id, "too-many");
            return new IntakeAnswer.TooMany(wait);
        }

        switch (reading)
        {
            case WebhookReading.Ignored ignored:
                metrics.TookWebhook(id, "ignored");
                return new IntakeAnswer.Ignored(ignored.Reason);
            case WebhookReading.Unreadable unreadable:
                return await SetAsideAsync(id, unreadable, content, receivedAt, cancellationToken);
            case WebhookReading.OrderChanged changed:
                await queue.SendAsync(new OrderEvent(changed.Order, OrderEventSource.Webhook, receivedAt), changed.DedupeId, cancellationToken);
                metrics.TookWebhook(id, "accepted");
                return new IntakeAnswer.Accepted();
            case var other:
                throw new InvalidOperationException($"{id}: a webhook was read as {other.GetType().Name}, which has no rule.");
        }
    }

    /// <summary>Reads a delivery once more that could not be understood when it came, and queues what it says. May run twice.</summary>
    /// <returns>Why it can't be understood still; null when it is dealt with.</returns>
    /// <exception cref="FormatException">The kept body is damaged.</exception>
    public async Task<string?> ReadAgainAsync(UnreadableDelivery kept, CancellationToken cancellationToken)
    {
        if (kept.Source != OrderEventSource.Webhook)
        {
            return kept.Reason;
        }

        if (!channels.TryGet(kept.Channel, out var found))
        {
            return $"{kept.Channel} is not configured. {kept.Reason}";
        }

        var headers = new Dictionary<string, string>(kept.Headers, StringComparer.OrdinalIgnoreCase);
        var delivery = new WebhookDelivery(name => headers.GetValueOrDefault(name), MessageBody.Unzip(kept.GzippedBody), kept.ReceivedAt) { IsVerified = true };
        switch (found.Connector.ReadWebhook(delivery))
        {
            case WebhookReading.OrderChanged changed:
                await queue.SendAsync(new OrderEvent(changed.Order, OrderEventSource.Webhook, kept.ReceivedAt), changed.DedupeId, cancellationToken);
                return null;
            case WebhookReading.Ignored:
                return null;
            case WebhookReading.Unreadable unreadable:
                return unreadable.Reason;
            case var other:
                throw new InvalidOperationException($"{kept.Channel}: a kept delivery was read as {other.GetType().Name}.");
        }
    }

    private async Task<IntakeAnswer> SetAsideAsync(
        ChannelId channel, WebhookReading.Unreadable unreadable, ReadOnlyMemory<byte> content, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        var delivery = new UnreadableDelivery(channel, unreadable.Reason, MessageBody.Gzip(content), unreadable.Headers, receivedAt);
        try
        {
            await queue.SendAsync(delivery, DedupeIdOf(content.Span), cancellationToken);
        }
        catch (ServiceBusException e) when (e.Reason == ServiceBusFailureReason.MessageSizeExceeded)
        {
            // It can't be kept, so the sender must keep it.
            metrics.RefusedWebhook(channel, "too-large");
            return new IntakeAnswer.TooLarge(options.BytesMax);
        }

        metrics.TookWebhook(channel, "set-aside");
        return new IntakeAnswer.SetAside(unreadable.Reason);
    }

    private static string DedupeIdOf(ReadOnlySpan<byte> content) => "unreadable-" + Convert.ToHexStringLower(SHA256.HashData(content));
}
