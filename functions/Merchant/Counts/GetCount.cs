using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Counts;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>Shows how far a stocktake has come.</summary>
public sealed class GetCount(CountStore store)
{
    [Function(nameof(GetCount))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "counts/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (!CountReader.TryReadId(id, out var count, out var fault))
        {
            return fault;
        }

        return await store.ReadAsync(count, cancellationToken) is { } found
            ? ApiJson.Ok(CountView.Of(found))
            : CountResult.Unknown(count);
    }
}
