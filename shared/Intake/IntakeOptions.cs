namespace StockFlow.Intake;

/// <summary>What webhooks may be.</summary>
public sealed record IntakeOptions
{
    /// <summary>The setting <c>StockFlow__WebhookBytesMax</c>.</summary>
    public const string BytesMaxSetting = "WebhookBytesMax";

    public const int BytesMaxLow = 16 * 1024;
    public const int BytesMaxHigh = 16 * 1024 * 1024;

    /// <summary>The longest body that is read, in bytes. Shopify sends up to some hundred KiB for an order of several hundred lines.</summary>
    public int BytesMax { get; init; } = 1024 * 1024;
}
