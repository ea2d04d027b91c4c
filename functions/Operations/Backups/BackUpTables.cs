using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using StockFlow.Backups;

namespace StockFlow.Functions.Operations.Backups;

/// <summary>
/// Backs everything up, one bounded step after the other, and starts anew after some steps with where it was, so that a store of any size
/// neither begins again after a restart nor grows the history.
/// </summary>
public static class BackUpTables
{
    public const string Name = "BackUpTables";

    /// <summary>One run at a time.</summary>
    public const string InstanceId = "backup";

    private const int StepsPerHistory = 20;

    private static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 8,
        firstRetryInterval: TimeSpan.FromSeconds(5),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromMinutes(5)));

    /// <returns>What the whole run came to.</returns>
    [Function(Name)]
    public static async Task<BackupProgress> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var progress = context.GetInput<BackupProgress>()!;
        for (var step = 0; step < StepsPerHistory; step++)
        {
            var answer = await context.CallActivityAsync<BackupStepAnswer>(
                BackUpStep.Name, new BackUpStepRequest(progress.Run, progress.Cursor, progress.Written), Retry);
            progress = progress.After(answer);
            context.SetCustomStatus(progress);
            if (answer.Next is null)
            {
                return progress;
            }
        }

        context.ContinueAsNew(progress);
        return progress;
    }
}
