using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Transfers;

namespace StockFlow.Functions.Merchant.Transfers;

/// <summary>Takes in what arrived of a transfer, and writes off what was lost on the way: totals so far, so that a repeat changes nothing.</summary>
public sealed class ReceiveTransfer(StockTransfers transfers, TransferReader reader)
{
    [Function(nameof(ReceiveTransfer))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "transfers/{id}/receive")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (body, fault) = await ApiJson.ReadAsync(request, TransferArrivalBody.Example, cancellationToken, TransferArrivalBody.Whole);
        if (body is null || !TransferReader.TryReadId(id, out var transfer, out fault))
        {
            return fault!;
        }

        return reader.ReadArrivals(body, out var arrivals) is { } problem
            ? problem.ToBadRequest()
            : await TransferResult.OfAsync(
                await transfers.ReceiveAsync(transfer, arrivals, body.Actor, cancellationToken), transfer, client, cancellationToken);
    }
}
