using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using StockFlow.Transfers;

namespace StockFlow.Functions.Merchant.Transfers;

/// <summary>
/// Brings the ledger to where a transfer should be, part by part. Where a line was planned beyond what the source has, all lines are given
/// back: a transfer is planned as a whole or not at all.
/// </summary>
public static class AdvanceTransfer
{
    public const string Name = "AdvanceTransfer";

    private const int ChunksAtOnceMax = 4;

    /// <summary>What was asked, and its undoing if it is refused.</summary>
    private const int RoundsMax = 2;

    private static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 8,
        firstRetryInterval: TimeSpan.FromSeconds(1),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromMinutes(1))
    {
        HandleFailure = failure => !failure.IsCausedBy<ArgumentException>() && !failure.IsCausedBy<InvalidOperationException>(),
    });

    /// <summary>One instance for each thing asked.</summary>
    public static string InstanceIdOf(Transfer transfer) => $"transfer-{transfer.Id}-{transfer.Revision}";

    /// <summary>Starts it for what is asked now, unless it runs.</summary>
    internal static Task StartAsync(DurableTaskClient client, Transfer transfer, CancellationToken cancellationToken) =>
        client.StartUnlessRunningAsync(Name, new TransferRevision(transfer.Id, transfer.Revision), InstanceIdOf(transfer), cancellationToken);

    [Function(Name)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var input = context.GetInput<TransferRevision>()!;
        int? revision = input.Revision;
        for (var round = 0; round < RoundsMax && revision is { } asked; round++)
        {
            var parts = await ApplyAllAsync(context, input with { Revision = asked });
            if (parts.Any(part => part.IsSuperseded))
            {
                return;
            }

            var completion = new TransferCompletion(input.Transfer, asked, [.. parts.SelectMany(part => part.Found)]);
            revision = await context.CallActivityAsync<int?>(CompleteTransfer.Name, completion, Retry);
        }
    }

    private static async Task<List<TransferChunkResult>> ApplyAllAsync(TaskOrchestrationContext context, TransferRevision asked)
    {
        var first = await ApplyAsync(0);
        var parts = new List<TransferChunkResult> { first };
        for (var next = 1; next < first.Chunks && !parts.Any(part => part.IsSuperseded); next += ChunksAtOnceMax)
        {
            var count = Math.Min(ChunksAtOnceMax, first.Chunks - next);
            parts.AddRange(await Task.WhenAll(Enumerable.Range(next, count).Select(ApplyAsync)));
        }

        return parts;

        Task<TransferChunkResult> ApplyAsync(int chunk) => context.CallActivityAsync<TransferChunkResult>(
            ApplyTransfer.Name, new TransferChunk(asked.Transfer, asked.Revision, chunk), Retry);
    }
}
