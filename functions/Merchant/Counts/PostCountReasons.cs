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
        var expected = $"An array of 1 to {StockCounts.EntriesMax} reasons. {CountReasonBody.Example}";
        var (bodies, fault) = await ApiJson.ReadAsync<CountReasonBody?[]>(request, expected, cancellationToken);
        if (bodies is null || !CountReader.TryReadId(id, out var count, out fault))
        {
            return fault!;
        }

        if (bodies.Length is 0 or > StockCounts.EntriesMax || bodies.Contains(null))
        {
            return Problem.BadRequest("invalid-body", $"The body has {bodies.Length} reasons, or one of them is null.", expected);
        }

        return reader.ReadReasons(bodies!, out var reasons) is { } problem
            ? problem.ToBadRequest()
            : await CountResult.OfAsync(await counts.ExplainAsync(count, reasons, cancellationToken), count, client, cancellationToken);
    }
}
