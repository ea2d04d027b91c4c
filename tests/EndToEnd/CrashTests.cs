using System.Diagnostics;
using StockFlow.Channels;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Replay;
using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.EndToEnd;

/// <summary>The service is killed at seeded moments of a busy run, in real time, and started again on the same store.</summary>
public sealed class CrashTests
{
    private const int Lives = 4;
    private const int OrdersPerLife = 25;
    private const int UnitsPerSku = 60;

    private static readonly string[] Skus = ["85123A", "71053", "84406B", "84029G", "22752", "21730", "22633", "22632"];
    private static readonly TimeSpan StandstillMax = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan SettleWaitMax = TimeSpan.FromMinutes(8);

    // A platform that is eager to deliver: what is not acknowledged is sent again and again.
    private static readonly IReadOnlyList<TimeSpan> Eager = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(250), 200)];

    // Who is killed while it sends leaves a lease that others must wait for; a minute is too long for a test.
    private static readonly Dictionary<string, string> ShortLeases = new()
    {
        ["StockFlow:Sync:RequestTimeout"] = "00:00:01",
        ["StockFlow:Sync:LeaseDuration"] = "00:00:02",
        ["StockFlow:Sync:RetryDelay"] = "00:00:01",
        // On a busy machine a shop may miss that time again and again; the wait after each miss must not grow to minutes.
        ["StockFlow:Sync:RetryDelayMax"] = "00:00:04",
    };

    private static readonly IReadOnlyList<ShopPlan> Plans =
    [
        new(Company.ShopUk, ShopKind.Shopify, "Shopify · real time", [Company.Warehouse])
        {
            PollInterval = null, WebhookRetryDelays = Eager,
        },
        new(Company.ShopTrade, ShopKind.WooCommerce, "WooCommerce · every 2 seconds", [Company.Warehouse])
        {
            SyncInterval = "00:00:02", PollInterval = TimeSpan.FromSeconds(2), Webhooks = false,
        },
        new(Company.Till, ShopKind.Http, "till · real time", [Company.ShopFloor, Company.Warehouse])
        {
            PollInterval = null, WebhookRetryDelays = Eager,
        },
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Killed_at_any_moment_it_loses_nothing_acknowledged_and_sells_nothing_twice(int seed)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var random = new Random(seed);
        var folder = Directory.CreateTempSubdirectory("stockflow-crash-");
        var shops = new List<SimulatedShop>();
        try
        {
            foreach (var plan in Plans)
            {
                shops.Add(await SimulatedShop.OpenAsync(plan, Faults.None, TimeProvider.System, cancellationToken));
            }

            var settings = shops.SelectMany(shop => shop.Settings())
                .Concat(Company.Locations.Select((location, index) => KeyValuePair.Create($"StockFlow:Locations:{location}:Priority", $"{index + 1}")))
                .Concat(Company.SchedulesEverySecond)
                .Concat(ShortLeases);
            await using var service = new StockFlowProcess(Path.Combine(folder.FullName, "stockflow.db"), settings);
            await service.StartAsync(cancellationToken);
            using var api = new MerchantApi(service.Address, StockFlowProcess.FunctionKey);
            var tally = new Tally();
            await OpenAsync(shops, api, tally, cancellationToken);

            for (var life = 1; life <= Lives; life++)
            {
                foreach (var _ in Enumerable.Range(0, OrdersPerLife))
                {
                    Place(shops, random);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 700)), TimeProvider.System, cancellationToken);
                await service.KillAsync();
                await service.StartAsync(cancellationToken);
            }

            var audit = new Audit(api, shops, tally);
            await SettleAsync(audit, service, api, seed, cancellationToken);

            var result = await audit.RunAsync(_ => { }, cancellationToken);
            Assert.True(result.Passes, string.Join(Environment.NewLine, result.Examples.Prepend($"Seed {seed}:").Append(service.Output)));
            Assert.Equal(Lives * OrdersPerLife, shops.Sum(shop => shop.Books.Orders.Count));
            Assert.All(shops.Where(shop => shop.Webhooks is not null), shop => Assert.Equal(0, shop.Webhooks!.GivenUp));
        }
        finally
        {
            foreach (var shop in shops)
            {
                await shop.DisposeAsync();
            }

            folder.Delete(recursive: true);
        }
    }

    // A machine at its limit takes its time, and that is no fault; standing still is one. Who gives up says what it was waiting for.
    private static async Task SettleAsync(Audit audit, StockFlowProcess service, MerchantApi api, int seed, CancellationToken cancellationToken)
    {
        var (started, progressed) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        IReadOnlyList<string> before = [];
        while (await audit.FindUnsettledAsync(cancellationToken) is { Count: > 0 } unsettled)
        {
            if (!unsettled.SequenceEqual(before))
            {
                (before, progressed) = (unsettled, Stopwatch.GetTimestamp());
            }

            if (Stopwatch.GetElapsedTime(progressed) > StandstillMax || Stopwatch.GetElapsedTime(started) > SettleWaitMax)
            {
                using var channels = await api.GetAsync("channels", cancellationToken);
                using var failures = await api.GetAsync("failures", cancellationToken);
                Assert.Fail(string.Join(
                    Environment.NewLine,
                    [$"Seed {seed} stands still. Waiting for:", .. unsettled, $"{channels?.RootElement}", $"{failures?.RootElement}", service.Output]));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        }
    }

    private static async Task OpenAsync(List<SimulatedShop> shops, MerchantApi api, Tally tally, CancellationToken cancellationToken)
    {
        var deliveries = Skus.Select(code => Sku.Parse(code)).SelectMany(sku => new[]
        {
            Movement.Receive("delivery/warehouse", sku, Company.Warehouse, UnitsPerSku, "delivery"),
            Movement.Receive("delivery/shop-floor", sku, Company.ShopFloor, UnitsPerSku / 2, "delivery"),
        }).ToList();
        Assert.Empty(await api.MoveAsync(deliveries, cancellationToken));
        deliveries.ForEach(delivery => tally.Exists(delivery.Sku, delivery.ExistingDelta));
        foreach (var shop in shops)
        {
            foreach (var sku in Skus)
            {
                shop.Books.List(sku, 0);
            }

            await api.StartImportAsync(shop.Id, cancellationToken);
            shop.SendWebhooksTo(new Uri(api.Address, "/"));
        }
    }

    // The shops sell more than there is: what can't be had must be told short, and never promised twice.
    private static void Place(List<SimulatedShop> shops, Random random)
    {
        var shop = shops[random.Next(shops.Count)];
        var lines = Enumerable.Range(0, random.Next(1, 5))
            .Select(_ => new NewLine(Skus[random.Next(Skus.Length)], random.Next(1, 6)))
            .ToList();
        var order = shop.Books.Place($"{shop.Books.Orders.Count + 1}", lines);
        if (random.Next(6) == 0)
        {
            shop.Books.Cancel(order.Id);
        }
        else if (random.Next(6) == 0)
        {
            shop.Books.Refund(order.Id, [new LineUnits(order.Lines[0].Id, 1)]);
        }
    }
}
