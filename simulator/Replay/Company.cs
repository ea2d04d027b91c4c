using StockFlow.Channels;
using StockFlow.Simulator.Retail;
using StockFlow.Stock;

namespace StockFlow.Simulator.Replay;

/// <summary>The retailer of the demo: three locations and four channels, and who buys where.</summary>
public static class Company
{
    /// <summary>Where most units are; every online channel sells from it.</summary>
    public static readonly LocationId Warehouse = LocationId.Parse("warehouse");

    /// <summary>A second warehouse; the WooCommerce shop does not sell from it.</summary>
    public static readonly LocationId Leeds = LocationId.Parse("leeds");

    /// <summary>The store in town; only its till sells from it.</summary>
    public static readonly LocationId ShopFloor = LocationId.Parse("shop-floor");

    /// <summary>British customers: a Shopify shop, told in real time.</summary>
    public static readonly ChannelId ShopUk = ChannelId.Parse("shop-uk");

    /// <summary>A third of the British customers, the trade: a WooCommerce shop, told every 5 minutes.</summary>
    public static readonly ChannelId ShopTrade = ChannelId.Parse("shop-trade");

    /// <summary>Customers abroad: a marketplace without webhooks, polled and told hourly.</summary>
    public static readonly ChannelId MarketEu = ChannelId.Parse("market-eu");

    /// <summary>Sales without a customer: the till in the store, told in real time.</summary>
    public static readonly ChannelId Till = ChannelId.Parse("till");

    /// <summary>All locations, those that serve first before.</summary>
    public static IReadOnlyList<LocationId> Locations { get; } = [Warehouse, Leeds, ShopFloor];

    /// <summary>All channels.</summary>
    public static IReadOnlyList<ShopPlan> Shops { get; } =
    [
        new(ShopUk, ShopKind.Shopify, "Shopify · real time", [Leeds, Warehouse])
        {
            Webhooks = true, SyncInterval = "realtime", PollInterval = TimeSpan.FromHours(1),
        },
        new(ShopTrade, ShopKind.WooCommerce, "WooCommerce · every 5 minutes", [Warehouse])
        {
            Webhooks = true, SyncInterval = "00:05:00", PollInterval = TimeSpan.FromMinutes(30), BackorderLimitUnits = 20,
        },
        new(MarketEu, ShopKind.Http, "marketplace · hourly", [Leeds, Warehouse])
        {
            Webhooks = false, SyncInterval = "01:00:00", PollInterval = TimeSpan.FromHours(1), BufferUnits = 2, RejectsShortOrders = true,
        },
        new(Till, ShopKind.Http, "till in the store · real time", [ShopFloor])
        {
            Webhooks = true, SyncInterval = "realtime", PollInterval = TimeSpan.FromHours(1),
        },
    ];

    /// <summary>When StockFlow's timers run. Sparse enough for a month to pass in a minute or two.</summary>
    public static IReadOnlyDictionary<string, string> Schedules { get; } = Timers("0 */30 6-21 * * *", "0 */5 6-21 * * *", "0 0 6-21 * * *", "0 0 5 * * *");

    /// <summary>The same for those who can't wait.</summary>
    public static IReadOnlyDictionary<string, string> SchedulesEverySecond { get; } = Timers("* * * * * *", "* * * * * *", "* * * * * *", "0 0 5 * * *");

    /// <summary>Where a sale is made: always the same for the same customer.</summary>
    public static ChannelId ChannelOf(RetailEvent.Sale sale) => sale switch
    {
        { Customer: null } => Till,
        { Country: not "United Kingdom" } => MarketEu,
        _ => StableHash.Of(sale.Customer) % 3 == 0 ? ShopTrade : ShopUk,
    };

    private static Dictionary<string, string> Timers(string poll, string sync, string quarantine, string purge) => new(StringComparer.Ordinal)
    {
        ["StockFlowPollSchedule"] = poll,
        ["StockFlowSyncSchedule"] = sync,
        ["StockFlowQuarantineSchedule"] = quarantine,
        ["StockFlowResumeSchedule"] = quarantine,
        ["StockFlowHoldSchedule"] = quarantine,
        ["StockFlowShortfallSchedule"] = quarantine,
        ["StockFlowAuditSchedule"] = purge,
        ["StockFlowPurgeSchedule"] = purge,
        ["StockFlowArchiveSchedule"] = purge,
        ["StockFlowMeasureSchedule"] = purge,
        ["StockFlowMeasureRecordsSchedule"] = purge,
        ["StockFlowBackUpSchedule"] = purge,
    };
}
