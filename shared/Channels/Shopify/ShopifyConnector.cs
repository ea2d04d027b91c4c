using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels.Prices;
using StockFlow.Channels.Transport;

namespace StockFlow.Channels.Shopify;

/// <summary>A Shopify shop, by webhooks and the Admin GraphQL API. See docs/connectors.md.</summary>
internal sealed class ShopifyConnector : IChannelConnector
{
    public const string KindName = "shopify";

    private const string AccessToken = "AccessToken";
    private const string LocationId = "LocationId";
    private const string ApiVersion = "ApiVersion";
    private const string ApiVersionDefault = "2026-07";
    private const string ApiVersionMin = "2026-04";
    private const string TestOrders = "TestOrders";

    private readonly ChannelId _channel;
    private readonly ShopifyGraphQl _graphQl;
    private readonly ShopifyWebhooks _webhooks;
    private readonly ShopifyOrderReader _orders;
    private readonly ShopifyQuantityWriter _quantities;
    private readonly ShopifyPriceWriter _prices;
    private readonly string _locationId;

    public ShopifyConnector(ChannelSettings settings, HttpClient client, TimeProvider time)
    {
        var acceptsTestOrders = settings.Options.GetValueOrDefault(TestOrders) == "accept";
        _channel = settings.Id;
        _locationId = ShopifyId.LocationOf(settings.Options[LocationId])
            ?? throw new ArgumentException($"{settings.Id}: {LocationId} is neither a number nor a location's global id.", nameof(settings));
        _graphQl = new ShopifyGraphQl(
            new ChannelCalls(settings, client, time),
            settings.Options.GetValueOrDefault(ApiVersion, ApiVersionDefault),
            settings.Secrets[AccessToken]);
        _webhooks = new ShopifyWebhooks(settings, acceptsTestOrders);
        _orders = new ShopifyOrderReader(settings.Id, _graphQl, acceptsTestOrders);
        _quantities = new ShopifyQuantityWriter(settings.Id, _graphQl, _locationId);
        _prices = new ShopifyPriceWriter(settings.Id, _graphQl);
    }

    public static ConnectorKind Kind { get; } = new(
        KindName,
        [
            SettingRule.RequiredSecret(AccessToken, "shpat_0123456789abcdef0123456789abcdef"),
            SettingRule.Required(
                LocationId,
                "gid://shopify/Location/106318430514",
                text => ShopifyId.LocationOf(text) is null ? "is neither a number nor a location's global id." : null),
            SettingRule.Optional(ApiVersion, ApiVersionDefault, FindVersionFault),
            SettingRule.Optional(TestOrders, "ignore", text => text is "ignore" or "accept" ? null : "is neither ignore nor accept."),
        ],
        (settings, client, services) => new ShopifyConnector(settings, client, services.GetRequiredService<TimeProvider>()))
    {
        HasPrices = true,
    };

    // A mutation costs 10 points of 100 restored a second; queries pace themselves by what the shop says is left.
    public ConnectorLimits Limits { get; } = new(BatchSizeMax: 250, RequestsPerSecond: 4, BurstRequests: 20, HasCompareAndSet: true)
    {
        PriceBatchSizeMax = ShopifyPriceWriter.BatchSizeMax,
    };

    public WebhookReading ReadWebhook(WebhookDelivery delivery) => _webhooks.Read(delivery);

    public Task<OrderPage> ReadOrdersAsync(DateTimeOffset updatedSince, string? pageToken, CancellationToken cancellationToken) =>
        _orders.ReadPageAsync(updatedSince, pageToken, cancellationToken);

    public Task<IReadOnlyList<PushOutcome>> PushQuantitiesAsync(IReadOnlyList<QuantityPush> pushes, CancellationToken cancellationToken) =>
        _quantities.SetAsync(pushes, cancellationToken);

    public Task<IReadOnlyList<PushOutcome>> PushPricesAsync(IReadOnlyList<PricePush> pushes, CancellationToken cancellationToken) =>
        _prices.SetAsync(pushes, cancellationToken);

    public async Task<ListedPage> ReadListingsAsync(string? pageToken, CancellationToken cancellationToken)
    {
        var data = await _graphQl.SendAsync(
            ShopifyQueries.Listings,
            variables =>
            {
                variables.WriteNumber("first"u8, ShopifyQueries.ListingsPerPage);
                variables.WriteString("after"u8, pageToken);
                variables.WriteString("locationId"u8, _locationId);
            },
            cancellationToken);
        var (nodes, next) = ShopifyPages.Of(data.InventoryItems, _channel, ShopifyQueries.Listings);
        return new ListedPage([.. nodes.Select(ToListedItem)], next);
    }

    private ListedItem ToListedItem(ShopifyAnswer.InventoryItem item) =>
        new(
            item.Id ?? throw new ChannelException(ChannelFailure.Rejected, $"{_channel}: an inventory item has no id."),
            string.IsNullOrWhiteSpace(item.Sku) ? null : item.Sku,
            item.AvailableUnits);

    private static string? FindVersionFault(string text) =>
        text.Length == ApiVersionMin.Length && text[4] == '-' && DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", out _)
        && string.CompareOrdinal(text, ApiVersionMin) >= 0
            ? null
            : $"is not a version of the Admin API from {ApiVersionMin} on.";
}
