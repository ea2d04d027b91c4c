using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Counts;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>Says why lines of a stocktake vary, until they are posted.</summary>
public sealed class PostCountReasons(StockCounts counts, CountReader reader)
{
    [Function(nameof(PostCountReasons))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "counts/{id}/reasons")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (bodies, fault) = await ApiJson.ReadManyAsync<CountReasonBody>(
            request, "reasons", StockCounts.EntriesMax, CountReasonBody.Example, cancellationToken);
        if (bodies is null || !CountReader.TryReadId(id, out var count, out fault))
        {
            return fault!;
        }

        return reader.ReadReasons(bodies, out var reasons) is { } problem
            ? problem.ToBadRequest()
            : await CountResult.OfAsync(await counts.ExplainAsync(count, reasons, cancellationToken), count, client, cancellationToken);
    }
}
