using System.Text.Json.Serialization;
using StockFlow.Auditing;

namespace StockFlow.Functions.Operations.Auditing;

/// <summary>How far a run of the audit has come.</summary>
/// <param name="Run">The run.</param>
/// <param name="Cursor">Where it goes on.</param>
/// <param name="Counts">What it has looked at and found so far.</param>
public sealed record AuditProgress(
    [property: JsonPropertyName("run")] AuditRun Run,
    [property: JsonPropertyName("cursor")] AuditCursor Cursor,
    [property: JsonPropertyName("counts")] AuditCounts Counts)
{
    public static AuditProgress Begin(AuditRun run) => new(run, new AuditCursor(), new AuditCounts());
}
