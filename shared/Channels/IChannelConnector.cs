using StockFlow.Channels.Prices;

namespace StockFlow.Channels;

/// <summary>
/// One channel's API in our words. Made per channel from its settings; holds no state that a restart would miss.
/// Failures of the whole call are thrown as <see cref="ChannelException"/>; refusals of single items are outcomes.
/// </summary>
public interface IChannelConnector
{
    ConnectorLimits Limits { get; }

    /// <summary>Checks a delivery's signature over the raw body in constant time, before anything is parsed, and reads it.</summary>
    WebhookReading ReadWebhook(WebhookDelivery delivery);

    /// <summary>Reads one page of the orders updated since a time, oldest first.</summary>
    /// <param name="updatedSince">UTC, inclusive.</param>
    /// <param name="pageToken">Null for the first page, else what the page before gave.</param>
    Task<OrderPage> ReadOrdersAsync(DateTimeOffset updatedSince, string? pageToken, CancellationToken cancellationToken);

    /// <summary>Sets the absolute quantities of at most <see cref="ConnectorLimits.BatchSizeMax"/> listings.</summary>
    /// <returns>One outcome per push, in the same order.</returns>
    Task<IReadOnlyList<PushOutcome>> PushQuantitiesAsync(IReadOnlyList<QuantityPush> pushes, CancellationToken cancellationToken);

    /// <summary>
    /// Sets the prices of at most <see cref="ConnectorLimits.PriceBatchSizeMax"/> listings. A connector that does not say otherwise takes none, and
    /// <see cref="ConnectorKind.HasPrices"/> of its kind keeps it from being asked.
    /// </summary>
    /// <returns>One outcome per push, in the same order; never stale.</returns>
    Task<IReadOnlyList<PushOutcome>> PushPricesAsync(IReadOnlyList<PricePush> pushes, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<PushOutcome>>(
            [.. pushes.Select(_ => new PushOutcome.Refused("no-prices", "This kind of channel takes no prices.", IsPermanent: true))]);

    /// <summary>Reads one page of what the channel lists, with its own quantities: for mapping SKUs and for finding drift.</summary>
    Task<ListedPage> ReadListingsAsync(string? pageToken, CancellationToken cancellationToken);
}
