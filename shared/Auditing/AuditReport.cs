using Microsoft.Extensions.Logging;

namespace StockFlow.Auditing;

/// <summary>Puts differences on record and into the log.</summary>
internal sealed partial class AuditReport(AuditStore store, ILogger<AuditReport> logger)
{
    /// <summary>A list may lag behind what it is about for as long as a step may be cut off and run again.</summary>
    public static TimeSpan ListDelayMax { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Reports a difference that is left to a person, or to who reported it.</summary>
    public async Task<AuditCounts> OpenAsync(AuditFinding finding, AuditRun run, CancellationToken cancellationToken)
    {
        LogFound(finding.Kind, finding.Sku?.Value, finding.Location?.Value, finding.Order?.ToString(), finding.Expected, finding.Found);
        await store.WriteAsync(finding, AuditState.Open, run, cancellationToken).ConfigureAwait(false);
        return new AuditCounts(Found: 1);
    }

    /// <summary>Reports a difference and mends it. Cut off between, it stays open until the next run, which finds it gone or mends it.</summary>
    /// <param name="mendAsync">True where it is mended; false where the record changed meanwhile, and it stays open.</param>
    public async Task<AuditCounts> MendAsync(
        AuditFinding finding, AuditRun run, Func<CancellationToken, Task<bool>> mendAsync, CancellationToken cancellationToken)
    {
        var found = await OpenAsync(finding, run, cancellationToken).ConfigureAwait(false);
        if (!await mendAsync(cancellationToken).ConfigureAwait(false))
        {
            return found;
        }

        await MendedAsync(finding, run, cancellationToken).ConfigureAwait(false);
        return found with { Mended = 1 };
    }

    /// <summary>The same, where nothing that changes meanwhile is in the way.</summary>
    public Task<AuditCounts> MendAsync(AuditFinding finding, AuditRun run, Func<CancellationToken, Task> mendAsync, CancellationToken cancellationToken) =>
        MendAsync(
            finding,
            run,
            async token =>
            {
                await mendAsync(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

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
