using StockFlow.Channels;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Marketplaces.Shopify;

namespace StockFlow.Simulator.Replay;

/// <summary>A fake marketplace that is open: it listens, takes orders, and sends webhooks once it knows where to.</summary>
public sealed class SimulatedShop : IAsyncDisposable
{
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
        var marketplace = ShopProtocol.Open(plan, books, clock, faults);
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

        var target = new Uri(stockFlow, $"/api/webhooks/{Id}");
        Webhooks = new WebhookSender(_client, target, ShopProtocol.WebhookRetryDelays(Plan), _clock, Faults, _closing.Token);
        Books.Changed = change => Webhooks.Send(WebhookOf(change));
    }

    /// <summary>The webhook of a change, signed with the secret in <see cref="Settings"/>.</summary>
    public WebhookMessage WebhookOf(ShopChange change) => ShopProtocol.WebhookOf(Plan, change);

    /// <summary>The settings that make StockFlow know this channel, by full name.</summary>
    public IReadOnlyDictionary<string, string> Settings() => ShopProtocol.Settings(Plan, Server.Address);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Server.DisposeAsync();
        _client.Dispose();
        _closing.Dispose();
    }
}
