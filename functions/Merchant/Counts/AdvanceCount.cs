using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using StockFlow.Counts;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>
/// Goes through the lines of a stocktake that is being closed or posted, some per activity, and starts anew after some of them with where
/// it was, so that a count of any size neither begins again after a restart nor grows the history.
/// </summary>
public static class AdvanceCount
{
    public const string Name = "AdvanceCount";

    private const int StepsPerHistory = 20;

    private static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 8,
        firstRetryInterval: TimeSpan.FromSeconds(1),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromMinutes(1))
    {
        HandleFailure = failure => !failure.IsCausedBy<ArgumentException>() && !failure.IsCausedBy<InvalidOperationException>(),
    });

    /// <summary>One instance for closing, one for posting.</summary>
    public static string InstanceIdOf(StockCount count) => $"count-{count.Id}-{(count.State == CountState.Posting ? "post" : "close")}";

    /// <summary>Starts it, unless it runs.</summary>
    internal static Task StartAsync(DurableTaskClient client, StockCount count, CancellationToken cancellationToken) =>
        client.StartUnlessRunningAsync(Name, StockCounts.Begin(count), InstanceIdOf(count), cancellationToken);

    [Function(Name)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var progress = context.GetInput<CountProgress>();
        for (var step = 0; step < StepsPerHistory && progress is not null; step++)
        {
            progress = await context.CallActivityAsync<CountProgress?>(AdvanceCountStep.Name, progress, Retry);
        }

        if (progress is not null)
        {
            context.ContinueAsNew(progress);
        }
    }
}
