using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using StockFlow.Auditing;

namespace StockFlow.Functions.Operations.Auditing;

/// <summary>
/// Audits everything, one bounded step after the other, and starts anew after some steps with where it was, so that a store of any size
/// neither begins again after a restart nor grows the history.
/// </summary>
public static class AuditStock
{
    public const string Name = "AuditStock";

    /// <summary>One run at a time.</summary>
    public const string InstanceId = "audit";

    private const int StepsPerHistory = 20;

    private static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 6,
        firstRetryInterval: TimeSpan.FromSeconds(5),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromMinutes(2)));

    /// <returns>What the whole run has looked at and found.</returns>
    [Function(Name)]
    public static async Task<AuditCounts> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var progress = context.GetInput<AuditProgress>()!;
        for (var step = 0; step < StepsPerHistory; step++)
        {
            var answer = await context.CallActivityAsync<AuditStepAnswer>(
                AuditStep.Name, new AuditStepRequest(progress.Run, progress.Cursor), Retry);
            progress = progress with { Cursor = answer.Next ?? progress.Cursor, Counts = progress.Counts + answer.Counts };
            context.SetCustomStatus(progress);
            if (answer.Next is null)
            {
                await context.CallActivityAsync(EndAudit.Name, progress.Run, Retry);
                return progress.Counts;
            }
        }

        context.ContinueAsNew(progress);
        return progress.Counts;
    }
}
