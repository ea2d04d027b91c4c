using StockFlow.Channels;
using StockFlow.Stock;

namespace StockFlow.Simulator.Replay;

/// <summary>A channel of the demo, before it is opened.</summary>
/// <param name="Id">Its id in StockFlow.</param>
/// <param name="Kind">Its protocol.</param>
/// <param name="Title">For people.</param>
/// <param name="Locations">Where it sells from, the first one first.</param>
public sealed record ShopPlan(ChannelId Id, ShopKind Kind, string Title, IReadOnlyList<LocationId> Locations)
{
    /// <summary>Whether it sends webhooks.</summary>
    public bool Webhooks { get; init; } = true;

    /// <summary>The pauses before further attempts of a webhook; null for those of its platform.</summary>
    public IReadOnlyList<TimeSpan>? WebhookRetryDelays { get; init; }

    /// <summary>When it is told of changes, as the setting says it.</summary>
    public string SyncInterval { get; init; } = "realtime";

    /// <summary>How often its orders are polled; null for never.</summary>
    public TimeSpan? PollInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Units never shown to it.</summary>
    public int BufferUnits { get; init; }

    /// <summary>How much of what is left after the buffer is shown to it, 1 to 100.</summary>
    public int SharePercent { get; init; } = 100;

    /// <summary>The most that is shown to it; null for no limit.</summary>
    public int? CapUnits { get; init; }

    /// <summary>Units that may be promised beyond available.</summary>
    public int BackorderLimitUnits { get; init; }

    /// <summary>Whether it shows them.</summary>
    public bool ShowsBackorders { get; init; } = true;

    /// <summary>How long its unpaid orders may hold units; null for as long as StockFlow holds them by itself: three days.</summary>
    public TimeSpan? HoldTime { get; init; }

    /// <summary>Which place serves, as the setting says it.</summary>
    public string Sourcing { get; init; } = "priority";

    /// <summary>Whether one SKU of an order may come from several places.</summary>
    public bool SplitsLines { get; init; } = true;

    /// <summary>Where units are taken from that its own places lack.</summary>
    public IReadOnlyList<LocationId> FallbackLocations { get; init; } = [];

    /// <summary>How its prices are made; null where it is told stock only.</summary>
    public PricePlan? Prices { get; init; }

    /// <summary>Orders that can't be had whole are rejected whole.</summary>
    public bool RejectsShortOrders { get; init; }
}
