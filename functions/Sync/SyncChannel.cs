using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using StockFlow.Channels;
using StockFlow.Channels.Pushes;

namespace StockFlow.Functions.Sync;

/// <summary>Tells an interval channel everything it has to be told, one bounded activity after the other.</summary>
public static class SyncChannel
{
    public const string Name = "SyncChannel";

    /// <summary>Enough for a large catalogue on a slow channel; what is left then waits for the next interval.</summary>
    private const int AttemptsMax = 1000;

    private static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 3,
        firstRetryInterval: TimeSpan.FromSeconds(5),
        backoffCoefficient: 2));

    public static string InstanceIdOf(ChannelId channel) => $"sync-{channel}";

    [Function(Name)]
    public static async Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var round = context.GetInput<SyncRound>()!;
        var answer = await context.CallActivityAsync<DrainAnswer>(PushDueChanges.Name, round.Channel, Retry);
        if (answer.AgainAt is not { } at || round.Attempt >= AttemptsMax)
        {
            return answer.End.ToString();
        }

        if (at.UtcDateTime > context.CurrentUtcDateTime)
        {
            await context.CreateTimer(at.UtcDateTime, CancellationToken.None);
        }

        context.ContinueAsNew(round with { Attempt = round.Attempt + 1 });
        return answer.End.ToString();
    }
}
