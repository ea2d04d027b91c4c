using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Transfers;

namespace StockFlow.Functions.Merchant.Transfers;

/// <summary>Gives back what a transfer has set aside, as long as nothing has left.</summary>
public sealed class CancelTransfer(StockTransfers transfers)
{
    [Function(nameof(CancelTransfer))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "transfers/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        TransferReader.TryReadId(id, out var transfer, out var fault)
            ? await TransferResult.OfAsync(
                await transfers.CancelAsync(transfer, actor: null, cancellationToken), transfer, client, cancellationToken)
            : fault;
}
