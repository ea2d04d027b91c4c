using StockFlow.Channels;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Marketplaces.Http;
using StockFlow.Simulator.Marketplaces.Shopify;
using StockFlow.Simulator.Marketplaces.WooCommerce;

namespace StockFlow.Simulator.Replay;

/// <summary>A fake marketplace that is open: it listens, takes orders, and sends webhooks once it knows where to.</summary>
public sealed class SimulatedShop : IAsyncDisposable
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

    private readonly CancellationTokenSource _closing = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 32 });
    private readonly TimeProvider _clock;

    private SimulatedShop(ShopPlan plan, ShopBooks books, IFakeMarketplace marketplace, MarketplaceServer server, Faults faults, TimeProvider clock)
    {
        Plan = plan;
        Books = books;
        Marketplace = marketplace;
        Server = server;
        Faults = faults;
        _clock = clock;
    }

    public ShopPlan Plan { get; }

    public ChannelId Id => Plan.Id;

    /// <summary>Its items and orders: place, ship, refund and cancel here.</summary>
    public ShopBooks Books { get; }

    public IFakeMarketplace Marketplace { get; }

    public MarketplaceServer Server { get; }

    public Faults Faults { get; }

    /// <summary>Null until webhooks have a target, and where none are sent.</summary>
    public WebhookSender? Webhooks { get; private set; }

    /// <summary>Calls answered 429 or THROTTLED so far.</summary>
    public int Throttled => Server.Throttled + (Marketplace is FakeShopify shopify ? shopify.Throttled : 0);

    /// <summary>Nothing is being answered or delivered right now.</summary>
    public bool IsQuiet => Server.UnderWay == 0 && (Webhooks?.UnderWay ?? 0) == 0;

    /// <summary>Opens a shop without items.</summary>
    public static async Task<SimulatedShop> OpenAsync(ShopPlan plan, Faults faults, TimeProvider clock, CancellationToken cancellationToken)
    {
        var books = new ShopBooks(clock);
        IFakeMarketplace marketplace = plan.Kind switch
        {
            ShopKind.Shopify => new FakeShopify(books, AccessToken, new CostBucket(2000, 100, clock), faults),
            ShopKind.WooCommerce => new FakeWooCommerce(books, ConsumerKey, ConsumerSecret, faults),
            _ => new FakeHttpShop(books, SignedHttpSecret, clock, faults),
        };
        var server = await MarketplaceServer.StartAsync(marketplace, faults, cancellationToken);
        return new SimulatedShop(plan, books, marketplace, server, faults, clock);
    }

    /// <summary>From now on every change of an order is delivered there, unless the shop sends no webhooks.</summary>
    /// <param name="stockFlow">StockFlow's address.</param>
    public void SendWebhooksTo(Uri stockFlow)
    {
        if (!Plan.Webhooks)
        {
            return;
        }

        var retryDelays = Plan.WebhookRetryDelays ?? Plan.Kind switch
        {
            ShopKind.Shopify => FakeShopify.WebhookRetryDelays,
            ShopKind.WooCommerce => [],
            _ => SignedHttpRetryDelays,
        };
        var target = new Uri(stockFlow, $"/api/webhooks/{Id}");
        Webhooks = new WebhookSender(_client, target, retryDelays, _clock, Faults, _closing.Token);
        Books.Changed = change => Webhooks.Send(WebhookOf(change));
    }

    /// <summary>The webhook of a change, signed with the secret in <see cref="Settings"/>.</summary>
    public WebhookMessage WebhookOf(ShopChange change) => Plan.Kind switch
    {
        ShopKind.Shopify => FakeShopify.Webhook(change, WebhookSecret),
        ShopKind.WooCommerce => FakeWooCommerce.Webhook(change, WebhookSecret),
        _ => FakeHttpShop.Webhook(change, SignedHttpSecret),
    };

    /// <summary>The settings that make StockFlow know this channel, by full name.</summary>
    public IReadOnlyDictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Kind"] = Plan.Kind.ToString().ToLowerInvariant(),
            ["Endpoint"] = Server.Address.ToString(),
            ["SyncInterval"] = Plan.SyncInterval,
            ["PollInterval"] = Plan.PollInterval?.ToString("c") ?? "never",
            ["Locations"] = string.Join(',', Plan.Locations),
            ["Buffer"] = $"{Plan.BufferUnits}",
            ["Shortage"] = Plan.RejectsShortOrders ? "reject" : "backorder",
            ["BackorderLimit"] = $"{Plan.BackorderLimitUnits}",
            ["WebhookSecret"] = Plan.Kind == ShopKind.Http ? SignedHttpSecret : WebhookSecret,
        };
        switch (Plan.Kind)
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

        return settings.ToDictionary(pair => $"StockFlow:Channels:{Id}:{pair.Key}", pair => pair.Value, StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Server.DisposeAsync();
        _client.Dispose();
        _closing.Dispose();
    }
}
