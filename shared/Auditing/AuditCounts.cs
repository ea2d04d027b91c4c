using System.Text.Json.Serialization;

namespace StockFlow.Auditing;

/// <summary>What a run has looked at and found.</summary>
/// <param name="Skus">SKUs compared.</param>
/// <param name="BusySkus">SKUs that changed during every attempt to read them; the next run looks again.</param>
/// <param name="Orders">Orders compared.</param>
/// <param name="Found">Differences found.</param>
/// <param name="Mended">Of these, mended.</param>
public sealed record AuditCounts(
    [property: JsonPropertyName("skus")] int Skus = 0,
    [property: JsonPropertyName("busySkus")] int BusySkus = 0,
    [property: JsonPropertyName("orders")] int Orders = 0,
    [property: JsonPropertyName("found")] int Found = 0,
    [property: JsonPropertyName("mended")] int Mended = 0)
{
    public static AuditCounts operator +(AuditCounts a, AuditCounts b) => new(
        a.Skus + b.Skus, a.BusySkus + b.BusySkus, a.Orders + b.Orders, a.Found + b.Found, a.Mended + b.Mended);
}
