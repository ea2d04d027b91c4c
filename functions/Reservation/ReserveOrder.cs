using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using StockFlow.Orders;
using StockFlow.Stock;

namespace StockFlow.Functions.Reservations;

/// <summary>
/// Does one revision of an order: reserves its SKUs part by part, gives everything back if the channel wants all or nothing and a SKU is
/// short, and puts the outcome on record. An ordinary order takes one activity.
/// </summary>
/// <remarks>
/// Running instances replay this code after a deployment. A change of its steps raises the version in host.json and keeps the old steps
/// for instances of before: docs/operations.md, "Roll forward".
/// </remarks>
public static class ReserveOrder
{
    public const string Name = "ReserveOrder";

    private const int ChunksAtOnceMax = 4;

    /// <summary>A SKU can become known while the order is being set aside because of it; then its parts are set once more.</summary>
    private const int RoundsMax = 3;

    private static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 8,
        firstRetryInterval: TimeSpan.FromSeconds(1),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromMinutes(1))
    {
        // Wrong input and missing settings don't mend themselves: the instance fails with its reason, in sight, and can be retried.
        HandleFailure = failure => !failure.IsCausedBy<ArgumentException>() && !failure.IsCausedBy<InvalidOperationException>(),
    });

    [Function(Name)]
    public static async Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var input = context.GetInput<OrderRevision>()!;
        var (round, first) = (1, (ChunkResult?)null);

        // Orders that were begun before set their first part by itself.
        if (context.CompareVersionTo("2.0") >= 0)
        {
            var whole = await context.CallActivityAsync<WholeResult>(ReserveWhole.Name, input, Retry);
            if (whole.Completion is { } ended && ended != Completion.NowKnown)
            {
                return ended.ToString();
            }

            (round, first) = whole.Completion is null ? (1, whole.First) : (2, null);
        }

        for (; ; round++)
        {
            var parts = await SetAllAsync(context, input, release: false, first);
            first = null;
            if (parts.Any(part => part.IsSuperseded))
            {
                return nameof(Completion.Superseded);
            }

            var isRejected = parts.Any(part => part.IsRejected);
            if (isRejected)
            {
                parts = await SetAllAsync(context, input, release: true, first: null);
            }

            var request = new CompletionRequest(
                input.Order, input.Revision, isRejected, isRejected || round == RoundsMax, [.. parts.SelectMany(part => part.Skus)])
            {
                TraceParent = input.TraceParent,
            };
            var completion = await context.CallActivityAsync<Completion>(CompleteOrder.Name, request, Retry);
            if (completion != Completion.NowKnown)
            {
                return completion.ToString();
            }
        }
    }

    /// <param name="first">What became of the first part, where it is set already.</param>
    private static async Task<List<ChunkResult>> SetAllAsync(
        TaskOrchestrationContext context, OrderRevision input, bool release, ChunkResult? first)
    {
        first ??= await SetAsync(0, null);
        var parts = new List<ChunkResult> { first };
        for (var next = 1; next < first.Chunks && !parts.Any(part => part.IsSuperseded); next += ChunksAtOnceMax)
        {
            var count = Math.Min(ChunksAtOnceMax, first.Chunks - next);
            parts.AddRange(await Task.WhenAll(Enumerable.Range(next, count).Select(chunk => SetAsync(chunk, first.Locations))));
        }

        return parts;

        Task<ChunkResult> SetAsync(int chunk, IReadOnlyList<LocationId>? locations) => context.CallActivityAsync<ChunkResult>(
            SetReservations.Name, new ChunkRequest(input.Order, input.Revision, chunk, release, locations) { TraceParent = input.TraceParent }, Retry);
    }
}
