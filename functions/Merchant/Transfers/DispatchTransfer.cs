using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Transfers;

namespace StockFlow.Functions.Merchant.Transfers;

/// <summary>Lets a planned transfer leave: as a whole, or the lines and units that are named.</summary>
public sealed class DispatchTransfer(StockTransfers transfers, TransferReader reader)
{
    [Function(nameof(DispatchTransfer))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "transfers/{id}/dispatch")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (body, fault) = await ApiJson.ReadAsync(request, TransferStepBody.Example, cancellationToken, TransferStepBody.Whole);
        if (body is null || !TransferReader.TryReadId(id, out var transfer, out fault))
        {
            return fault!;
        }

        return reader.ReadUnits(body, out var units) is { } problem
            ? problem.ToBadRequest()
            : await TransferResult.OfAsync(
                await transfers.DispatchAsync(transfer, units, body.Actor, cancellationToken), transfer, client, cancellationToken);
    }
}
