namespace StockFlow.Telemetry;

/// <summary>What spans are tagged with: identifiers and fixed words only, never what a customer or a channel wrote.</summary>
public static class SpanTags
{
    public const string Channel = "stockflow.channel";
    public const string Order = "stockflow.order";
    public const string Revision = "stockflow.revision";
    public const string Sku = "stockflow.sku";
    public const string Skus = "stockflow.skus";
    public const string Outcome = "stockflow.outcome";
}
