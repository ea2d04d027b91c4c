using Microsoft.Extensions.Logging;

namespace StockFlow.Auditing;

/// <summary>Puts differences on record and into the log.</summary>
internal sealed partial class AuditReport(AuditStore store, ILogger<AuditReport> logger)
{
    public async Task OpenAsync(AuditFinding finding, AuditRun run, CancellationToken cancellationToken)
    {
        LogFound(finding.Kind, finding.Sku?.Value, finding.Location?.Value, finding.Order?.ToString(), finding.Expected, finding.Found);
        await store.WriteAsync(finding, AuditState.Open, run, cancellationToken).ConfigureAwait(false);
    }

    public async Task MendedAsync(AuditFinding finding, AuditRun run, CancellationToken cancellationToken)
    {
        await store.WriteAsync(finding, AuditState.Mended, run, cancellationToken).ConfigureAwait(false);
        LogMended(finding.Kind, finding.Sku?.Value, finding.Location?.Value, finding.Order?.ToString(), finding.Remedy);
    }

    [LoggerMessage(2501, LogLevel.Warning, "{Kind}: SKU {Sku}, location {Location}, order {Order}. Expected {Expected}; found {Found}")]
    private partial void LogFound(AuditKind kind, string? sku, string? location, string? order, string expected, string found);

    [LoggerMessage(2502, LogLevel.Warning, "{Kind}: SKU {Sku}, location {Location}, order {Order} mended by {Remedy}")]
    private partial void LogMended(AuditKind kind, string? sku, string? location, string? order, AuditRemedy remedy);
}
