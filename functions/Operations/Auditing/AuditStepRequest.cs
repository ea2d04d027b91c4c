using System.Text.Json.Serialization;
using StockFlow.Auditing;

namespace StockFlow.Functions.Operations.Auditing;

/// <summary>One step to do.</summary>
/// <param name="Run">Of which run.</param>
/// <param name="Cursor">Where it begins.</param>
public sealed record AuditStepRequest(
    [property: JsonPropertyName("run")] AuditRun Run,
    [property: JsonPropertyName("cursor")] AuditCursor Cursor);
