using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels.Prices;
using StockFlow.Channels.Transport;

namespace StockFlow.Channels.WooCommerce;

/// <summary>A WooCommerce shop, by webhooks and the wc/v3 REST API. See docs/connectors.md.</summary>
internal sealed class WooCommerceConnector : IChannelConnector
{
    public const string KindName = "woocommerce";

    private const string ConsumerKey = "ConsumerKey";
    private const string ConsumerSecret = "ConsumerSecret";
    private const double RequestsPerSecondDefault = 5;

    private readonly WooWebhooks _webhooks;
    private readonly WooOrderReader _orders;
    private readonly WooItemWriter _items;
    private readonly WooListingReader _listings;

    public WooCommerceConnector(ChannelSettings settings, HttpClient client, TimeProvider time)
    {
        var api = new WooApi(new ChannelCalls(settings, client, time), settings.Secrets[ConsumerKey], settings.Secrets[ConsumerSecret]);
        _webhooks = new WooWebhooks(settings);
        _orders = new WooOrderReader(settings.Id, api);
        _items = new WooItemWriter(api);
        _listings = new WooListingReader(api);
        Limits = new ConnectorLimits(
            BatchSizeMax: 100,
            ConnectorSettingRules.RequestsPerSecondOf(settings, RequestsPerSecondDefault),
            BurstRequests: 10,
            HasCompareAndSet: false);
    }

    public static ConnectorKind Kind { get; } = new(
        KindName,
        [
            SettingRule.RequiredSecret(ConsumerKey, "ck_0123456789abcdef0123456789abcdef01234567"),
            SettingRule.RequiredSecret(ConsumerSecret, "cs_0123456789abcdef0123456789abcdef01234567"),
            ConnectorSettingRules.RequestsPerSecond,
        ],
        (settings, client, services) => new WooCommerceConnector(settings, client, services.GetRequiredService<TimeProvider>()))
    {
        HasPrices = true,
    };

    public ConnectorLimits Limits { get; }

    public WebhookReading ReadWebhook(WebhookDelivery delivery) => _webhooks.Read(delivery);

    public Task<OrderPage> ReadOrdersAsync(DateTimeOffset updatedSince, string? pageToken, CancellationToken cancellationToken) =>
        _orders.ReadPageAsync(updatedSince, pageToken, cancellationToken);

    public Task<IReadOnlyList<PushOutcome>> PushQuantitiesAsync(IReadOnlyList<QuantityPush> pushes, CancellationToken cancellationToken) =>
        _items.SetAsync(pushes, cancellationToken);

    public Task<IReadOnlyList<PushOutcome>> PushPricesAsync(IReadOnlyList<PricePush> pushes, CancellationToken cancellationToken) =>
        _items.SetAsync(pushes, cancellationToken);

    public Task<ListedPage> ReadListingsAsync(string? pageToken, CancellationToken cancellationToken) =>
        _listings.ReadPageAsync(pageToken, cancellationToken);
}
