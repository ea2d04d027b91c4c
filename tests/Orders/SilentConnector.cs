using StockFlow.Channels;

namespace StockFlow.Tests.Orders;

/// <summary>A connector of a channel that nobody talks to.</summary>
internal sealed class SilentConnector : IChannelConnector
{
    public ConnectorLimits Limits { get; } = new(100, 10, 10, false);

    public WebhookReading ReadWebhook(WebhookDelivery delivery) =>
        new WebhookReading.Unreadable("$.id is missing.", new Dictionary<string, string>());

    public Task<OrderPage> ReadOrdersAsync(DateTimeOffset updatedSince, string? pageToken, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<PushOutcome>> PushQuantitiesAsync(IReadOnlyList<QuantityPush> pushes, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ListedPage> ReadListingsAsync(string? pageToken, CancellationToken cancellationToken) => throw new NotSupportedException();
}
