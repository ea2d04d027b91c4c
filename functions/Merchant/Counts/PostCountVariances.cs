using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Counts;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>Posts the variances of a closed stocktake to the ledger, each once.</summary>
public sealed class PostCountVariances(StockCounts counts)
{
    [Function(nameof(PostCountVariances))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "counts/{id}/post")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        CountReader.TryReadId(id, out var count, out var fault)
            ? await CountResult.OfAsync(await counts.PostAsync(count, null, cancellationToken), count, client, cancellationToken)
            : fault;
}
