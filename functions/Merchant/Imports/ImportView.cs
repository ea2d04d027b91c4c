using System.Text.Json.Serialization;
using Microsoft.DurableTask.Client;
using StockFlow.Imports;

namespace StockFlow.Functions.Merchant.Imports;

/// <summary>How far an import has come, as the API says it.</summary>
/// <param name="State">running, done, or failed: then the failure is among the failures, where it can be retried.</param>
/// <param name="AppliedRows">Rows of the file that are done.</param>
/// <param name="RefusedRows">Rows that were refused when their turn came; see <paramref name="Errors"/>.</param>
public sealed record ImportView(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("rows")] int Rows,
    [property: JsonPropertyName("appliedRows")] int AppliedRows,
    [property: JsonPropertyName("refusedRows")] int RefusedRows,
    [property: JsonPropertyName("errors")] IReadOnlyList<CsvFault> Errors,
    [property: JsonPropertyName("receivedAt")] DateTimeOffset ReceivedAt,
    [property: JsonPropertyName("endedAt")] DateTimeOffset? EndedAt)
{
    /// <param name="instance">Its orchestration; null where it is not known.</param>
    public static ImportView Of(Import import, OrchestrationMetadata? instance) => new(
        import.Id.Value,
        import.Kind,
        import.EndedAt is not null ? "done" : instance?.RuntimeStatus == OrchestrationRuntimeStatus.Failed ? "failed" : "running",
        import.Rows,
        import.AppliedRows,
        import.RefusedRows,
        import.Faults,
        import.ReceivedAt,
        import.EndedAt);
}
