using System.Text.Json.Serialization;

namespace StockFlow.Auditing;

/// <summary>What one step of a run came to.</summary>
/// <param name="Next">Where to go on; null when all is done.</param>
/// <param name="Counts">Of this step alone.</param>
public sealed record AuditStepAnswer(
    [property: JsonPropertyName("next")] AuditCursor? Next,
    [property: JsonPropertyName("counts")] AuditCounts Counts);
