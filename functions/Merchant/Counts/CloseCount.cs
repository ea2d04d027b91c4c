using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Counts;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>Ends the counting: every line is compared with the journal, and what nobody counted is listed.</summary>
public sealed class CloseCount(StockCounts counts)
{
    [Function(nameof(CloseCount))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "counts/{id}/close")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        CountReader.TryReadId(id, out var count, out var fault)
            ? await CountResult.OfAsync(await counts.CloseAsync(count, null, cancellationToken), count, client, cancellationToken)
            : fault;
}
