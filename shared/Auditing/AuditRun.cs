using System.Text.Json.Serialization;

namespace StockFlow.Auditing;

/// <summary>One run of the audit.</summary>
/// <param name="StartedAt">Also its name, UTC.</param>
/// <param name="IsFull">Whether journals are added up from their first entry, and not only from where the last run found them right.</param>
public sealed record AuditRun(
    [property: JsonPropertyName("startedAt")] DateTimeOffset StartedAt,
    [property: JsonPropertyName("full")] bool IsFull);
