using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Counts;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>Opens a stocktake of everything, of a location, of a list of SKUs, or of a list at a location.</summary>
public sealed class OpenCount(StockCounts counts, CountReader reader)
{
    [Function(nameof(OpenCount))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "counts")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (body, fault) = await ApiJson.ReadAsync<CountBody>(request, CountBody.Example, cancellationToken);
        if (body is null)
        {
            return fault!;
        }

        return reader.ReadRequest(body, out var asked) is { } problem
            ? problem.ToBadRequest()
            : await CountResult.OfAsync(await counts.OpenAsync(asked!, cancellationToken), asked!.Id, client, cancellationToken);
    }
}
