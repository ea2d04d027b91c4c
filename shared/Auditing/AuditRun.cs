using System.Text.Json.Serialization;

namespace StockFlow.Auditing;

/// <summary>One run of the audit.</summary>
/// <param name="StartedAt">Also its name, UTC.</param>
/// <param name="IsFull">
/// Whether journals are added up from their first entry, or from where a person accepted the levels, and not only from where the last run found
/// them right; and orders and counts that ended long ago are looked at as well.
/// </param>
/// <param name="EndedBefore">Orders that had ended by then, UTC, have been looked at by an earlier run; null where there was none.</param>
public sealed record AuditRun(
    [property: JsonPropertyName("startedAt")] DateTimeOffset StartedAt,
    [property: JsonPropertyName("full")] bool IsFull,
    [property: JsonPropertyName("endedBefore")] DateTimeOffset? EndedBefore = null);
