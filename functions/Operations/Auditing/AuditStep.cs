using Microsoft.Azure.Functions.Worker;
using StockFlow.Auditing;

namespace StockFlow.Functions.Operations.Auditing;

/// <summary>Audits the next few records. May run twice: what is found again is the same difference, and what is mended is not found again.</summary>
public sealed class AuditStep(StockAudit audit)
{
    public const string Name = "AuditStep";

    [Function(Name)]
    public Task<AuditStepAnswer> RunAsync([ActivityTrigger] AuditStepRequest request, CancellationToken cancellationToken) =>
        audit.StepAsync(request.Run, request.Cursor, cancellationToken);
}
