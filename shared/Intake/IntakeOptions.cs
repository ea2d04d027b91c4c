namespace StockFlow.Intake;

/// <summary>What webhooks may be.</summary>
public sealed record IntakeOptions
{
    /// <summary>The setting <c>StockFlow__WebhookBytesMax</c>.</summary>
    public const string BytesMaxSetting = "WebhookBytesMax";

    /// <summary>The setting <c>StockFlow__WebhooksPerSecond</c>.</summary>
    public const string PerSecondSetting = "WebhooksPerSecond";

    /// <summary>The setting <c>StockFlow__WebhookRefusalsPerMinute</c>.</summary>
    public const string RefusalsSetting = "WebhookRefusalsPerMinute";

    public const int BytesMaxLow = 16 * 1024;
    public const int BytesMaxHigh = 16 * 1024 * 1024;
    public const int PerSecondHigh = 100_000;
    public const int RefusalsHigh = 60_000;

    /// <summary>How long a channel may send without a pause what it is allowed to send in this time.</summary>
    public const int BurstSeconds = 10;

    /// <summary>The longest body that is read, in bytes. Shopify sends up to some hundred KiB for an order of several hundred lines.</summary>
    public int BytesMax { get; init; } = 1024 * 1024;

    /// <summary>Rightly signed webhooks of one channel, each second, 1 to 100,000; null for any number.</summary>
    public int? WebhooksPerSecond { get; init; } = 500;

    /// <summary>Webhooks in vain from one address for one channel, each minute, 1 to 60,000, before it is refused unheard.</summary>
    public int WebhookRefusalsPerMinute { get; init; } = 60;
}
