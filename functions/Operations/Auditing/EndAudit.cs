using Microsoft.Azure.Functions.Worker;
using StockFlow.Auditing;

namespace StockFlow.Functions.Operations.Auditing;

/// <summary>Closes the differences that a run did not find any more. May run twice.</summary>
public sealed class EndAudit(StockAudit audit)
{
    public const string Name = "EndAudit";

    [Function(Name)]
    public Task RunAsync([ActivityTrigger] AuditRun run, CancellationToken cancellationToken) => audit.EndAsync(run, cancellationToken);
}
