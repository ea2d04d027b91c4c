using System.Globalization;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Marketplaces.Http;
using StockFlow.Simulator.Marketplaces.Shopify;
using StockFlow.Simulator.Marketplaces.WooCommerce;

namespace StockFlow.Simulator.Replay;

/// <summary>How a planned shop talks with StockFlow: its protocol, its secrets, and the settings that make StockFlow know it.</summary>
internal static class ShopProtocol
{
    private const string AccessToken = "shpat_simulated_0123456789abcdef";
    private const string ConsumerKey = "ck_simulated_0123456789abcdef";
    private const string ConsumerSecret = "cs_simulated_0123456789abcdef";
    private const string SignedHttpSecret = "whsec_c2ltdWxhdGVkIHNob3AgYW5kIHRpbGwgc2VjcmV0";
    private const string WebhookSecret = "simulated-webhook-secret-0123456789";

    // Svix, who wrote Standard Webhooks, pauses like this.
    private static readonly IReadOnlyList<TimeSpan> SignedHttpRetryDelays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
    ];

    /// <summary>Opens the shop's side.</summary>
    public static IFakeMarketplace Open(ShopPlan plan, ShopBooks books, TimeProvider clock, Faults faults) => plan.Kind switch
    {
        ShopKind.Shopify => new FakeShopify(books, AccessToken, new CostBucket(2000, 100, clock), faults),
        ShopKind.WooCommerce => new FakeWooCommerce(books, ConsumerKey, ConsumerSecret, faults),
        _ => new FakeHttpShop(books, SignedHttpSecret, clock, faults),
    };

    /// <summary>The pauses before further attempts of a webhook.</summary>
    public static IReadOnlyList<TimeSpan> WebhookRetryDelays(ShopPlan plan) => plan.WebhookRetryDelays ?? plan.Kind switch
    {
        ShopKind.Shopify => FakeShopify.WebhookRetryDelays,
        ShopKind.WooCommerce => [],
        _ => SignedHttpRetryDelays,
    };

    /// <summary>The webhook of a change, signed with the secret in <see cref="Settings"/>.</summary>
    public static WebhookMessage WebhookOf(ShopPlan plan, ShopChange change) => plan.Kind switch
    {
        ShopKind.Shopify => FakeShopify.Webhook(change, WebhookSecret),
        ShopKind.WooCommerce => FakeWooCommerce.Webhook(change, WebhookSecret),
        _ => FakeHttpShop.Webhook(change, SignedHttpSecret),
    };

    /// <summary>The settings of the channel, by full name.</summary>
    public static IReadOnlyDictionary<string, string> Settings(ShopPlan plan, Uri endpoint)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Kind"] = plan.Kind.ToString().ToLowerInvariant(),
            ["Endpoint"] = endpoint.ToString(),
            ["SyncInterval"] = plan.SyncInterval,
            ["PollInterval"] = plan.PollInterval?.ToString("c") ?? "never",
            ["Locations"] = string.Join(',', plan.Locations),
            ["Buffer"] = $"{plan.BufferUnits}",
            ["Share"] = $"{plan.SharePercent}",
            ["Sourcing"] = plan.Sourcing,
            ["SplitLines"] = plan.SplitsLines ? "true" : "false",
            ["Shortage"] = plan.RejectsShortOrders ? "reject" : "backorder",
            ["BackorderLimit"] = $"{plan.BackorderLimitUnits}",
            ["ShowBackorders"] = plan.ShowsBackorders ? "true" : "false",
            ["WebhookSecret"] = plan.Kind == ShopKind.Http ? SignedHttpSecret : WebhookSecret,
        };
        if (plan.CapUnits is { } cap)
        {
            settings["Cap"] = $"{cap}";
        }

        if (plan.FallbackLocations.Count > 0)
        {
            settings["FallbackLocations"] = string.Join(',', plan.FallbackLocations);
        }

        if (plan.HoldTime is { } hold)
        {
            settings["HoldTime"] = hold.ToString("c");
        }

        if (plan.Prices is { } prices)
        {
            settings["Prices"] = "on";
            settings["Markup"] = $"{prices.MarkupPercent}";
            settings["Currency"] = prices.Currency;
            settings["ExchangeRate"] = prices.ExchangeRate.ToString(CultureInfo.InvariantCulture);
            settings["Rounding"] = prices.Ending is { } ending ? $".{ending}" : "0.05";
        }

        switch (plan.Kind)
        {
            case ShopKind.Shopify:
                settings["AccessToken"] = AccessToken;
                settings["LocationId"] = $"{FakeShopify.LocationNumber}";
                break;
            case ShopKind.WooCommerce:
                settings["ConsumerKey"] = ConsumerKey;
                settings["ConsumerSecret"] = ConsumerSecret;
                break;
            default:
                break;
        }

        return settings.ToDictionary(pair => $"StockFlow:Channels:{plan.Id}:{pair.Key}", pair => pair.Value, StringComparer.Ordinal);
    }
}
