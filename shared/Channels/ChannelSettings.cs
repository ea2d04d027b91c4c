using StockFlow.Channels.Prices;
using StockFlow.Settings;
using StockFlow.Stock;

namespace StockFlow.Channels;

/// <summary>One channel as the merchant configured it under <c>StockFlow__Channels__{id}__…</c>, checked at start.</summary>
public sealed record ChannelSettings
{
    /// <summary>Three days: a bank transfer over a weekend arrives in time.</summary>
    public static readonly TimeSpan HoldTimeDefault = TimeSpan.FromHours(72);

    /// <summary>Half a working day.</summary>
    public static readonly TimeSpan ShortfallAlertDefault = TimeSpan.FromHours(4);

    public required ChannelId Id { get; init; }

    /// <summary>Which connector: shopify, woocommerce or http.</summary>
    public required string Kind { get; init; }

    /// <summary>When the channel is told of changes: in real time, at an interval, or by windows of the day.</summary>
    public required SyncSchedule Sync { get; init; }

    /// <summary>How often orders are polled; null polls never. Default: 5 minutes.</summary>
    public TimeSpan? PollInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The locations whose units this channel sells, the first one first. At least one.</summary>
    public required IReadOnlyList<LocationId> Locations { get; init; }

    /// <summary>Where units are taken from that <see cref="Locations"/> lack, before any is backordered; never shown to the channel.</summary>
    public IReadOnlyList<LocationId> FallbackLocations { get; init; } = [];

    /// <summary>Which of <see cref="Locations"/> serves an order.</summary>
    public SourcingPolicy Sourcing { get; init; }

    /// <summary>How long after it was taken in an order may wait for its payment and hold units; null: for ever.</summary>
    public TimeSpan? HoldTime { get; init; } = HoldTimeDefault;

    /// <summary>How old an open shortfall grows before it raises an alert.</summary>
    public TimeSpan ShortfallAlert { get; init; } = ShortfallAlertDefault;

    /// <summary>Units never shown to this channel, per SKU. Zero or more.</summary>
    public int BufferUnits { get; init; }

    /// <summary>The part of what is left that this channel may show, 1 to 100 percent; rounded down.</summary>
    public int SharePercent { get; init; } = 100;

    /// <summary>The most units ever shown, or null for no cap.</summary>
    public int? CapUnits { get; init; }

    /// <summary>A number below it is shown as zero. Zero or more.</summary>
    public int MinimumUnits { get; init; }

    /// <summary>Whether one SKU of an order may be served from several locations. If not, no more is shown than one location has.</summary>
    public bool SplitLines { get; init; } = true;

    /// <summary>What happens to an order that wants more than there is.</summary>
    public ShortagePolicy Shortage { get; init; } = ShortagePolicy.Backorder;

    /// <summary>How many units of one SKU may be promised beyond available to this channel's orders. Zero or more.</summary>
    public int BackorderLimitUnits { get; init; }

    /// <summary>
    /// Whether the channel shows what may be backordered as well. If not, the limit is a reserve for what it sold past us. What may be
    /// pre-ordered is shown in any case.
    /// </summary>
    public bool ShowBackorders { get; init; } = true;

    /// <summary>How its prices are made of base prices; null where it is told none, which is the default.</summary>
    public PriceRule? Prices { get; init; }

    /// <summary>The base address of the channel's API.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Webhook secrets; two while one is being rotated, the newest first. Empty where the channel sends no webhooks.</summary>
    public IReadOnlyList<Secret> WebhookSecrets { get; init; } = [];

    /// <summary>Other secrets by name, such as AccessToken.</summary>
    public IReadOnlyDictionary<string, Secret> Secrets { get; init; } = new Dictionary<string, Secret>();

    /// <summary>Settings that only this kind of connector knows, by name, such as LocationId.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
}
