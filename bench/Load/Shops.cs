using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels;
using StockFlow.Channels.Listings;
using StockFlow.Channels.Outbox;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Replay;
using StockFlow.Stock;

namespace StockFlow.Bench.Load;

/// <summary>
/// The simulator's fake marketplaces in this process, without faults: a Shopify shop that sends the orders, a WooCommerce shop and two
/// signed HTTP shops, all told in real time.
/// </summary>
internal sealed class Shops : IAsyncDisposable
{
    public const string Secret = "simulated-webhook-secret-0123456789";

    public static readonly ChannelId Orders = ChannelId.Parse("shopify");

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private static readonly ShopPlan[] Plans =
    [
        PlanOf(Orders, ShopKind.Shopify),
        PlanOf(ChannelId.Parse("woo"), ShopKind.WooCommerce),
        PlanOf(ChannelId.Parse("market"), ShopKind.Http),
        PlanOf(ChannelId.Parse("till"), ShopKind.Http),
    ];

    private readonly List<SimulatedShop> _shops = [];

    /// <summary>The settings that make the app know the channels, by full name.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings => _shops.SelectMany(shop => shop.Settings())
        .Where(setting => !setting.Key.EndsWith(":PollInterval", StringComparison.Ordinal))
        .Concat(_shops.Select(shop => KeyValuePair.Create($"StockFlow:Channels:{shop.Id}:PollInterval", "never")));

    /// <summary>Items that the shops were told of so far.</summary>
    public int Told => _shops.Sum(shop => shop.Books.Shown.Count);

    /// <summary>Calls that the shops took so far.</summary>
    public int Calls => _shops.Sum(shop => shop.Server.Calls);

    /// <param name="count">1 for the Shopify shop alone, up to 4.</param>
    /// <param name="items">Listed in all of them.</param>
    /// <param name="units">Shown of each.</param>
    /// <param name="clock">The clock they live by; the machine's when null.</param>
    public static async Task<Shops> OpenAsync(int count, int items, int units, TimeProvider? clock = null)
    {
        var shops = new Shops();
        foreach (var plan in Plans.Take(count))
        {
            var shop = await SimulatedShop.OpenAsync(plan, Faults.None, clock ?? TimeProvider.System, CancellationToken.None);
            shops._shops.Add(shop);
            for (var item = 0; item < items; item++)
            {
                shop.Books.List(OrderWebhook.SkuOf(item), units);
            }
        }

        return shops;
    }

    /// <summary>
    /// Makes the listings known to the app, with the numbers the shops show. They are written straight into the app's table: an import
    /// through the front door is paced by Shopify's rate limit and sends every number again a minute later.
    /// </summary>
    public Task ListAsync(RunningApp app)
    {
        var listings = app.Services.GetRequiredService<ListingStore>();
        return Task.WhenAll(_shops.SelectMany(shop => shop.Books.Items.Select(item => listings.UpsertAsync(
            shop.Id,
            Sku.Parse(item.Sku),
            [new ListedItem(ReferenceOf(shop.Plan.Kind, item.Number), item.Sku, item.ListedUnits)],
            CancellationToken.None))));
    }

    /// <summary>Ends when the app is idle and no shop is left to be told anything.</summary>
    public async Task WhenToldAsync(RunningApp app)
    {
        var outbox = app.Services.GetRequiredService<ChannelOutbox>();
        while (true)
        {
            await app.WhenIdleAsync();
            var waiting = 0;
            foreach (var shop in _shops)
            {
                waiting += (await outbox.SummariseAsync(shop.Id, app.Services.GetRequiredService<TimeProvider>().GetUtcNow(), CancellationToken.None)).Waiting;
            }

            if (waiting == 0)
            {
                return;
            }

            await Task.Delay(LookEvery);
        }
    }

    /// <exception cref="InvalidOperationException">A shop shows another number than is available.</exception>
    public void Check(IReadOnlyDictionary<Sku, int> availableUnits)
    {
        foreach (var shop in _shops)
        {
            foreach (var item in shop.Books.Items)
            {
                var expected = availableUnits[Sku.Parse(item.Sku)];
                if (item.ListedUnits != expected)
                {
                    throw new InvalidOperationException($"{shop.Id} shows {item.ListedUnits} of {item.Sku}, and {expected} are available.");
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var shop in _shops)
        {
            await shop.DisposeAsync();
        }
    }

    private static string ReferenceOf(ShopKind kind, long number) => kind switch
    {
        ShopKind.Shopify => $"gid://shopify/InventoryItem/{number}",
        ShopKind.WooCommerce => $"{number}",
        _ => $"item-{number}",
    };

    private static ShopPlan PlanOf(ChannelId id, ShopKind kind) => new(id, kind, id.Value, [RunningApp.Location]);
}
