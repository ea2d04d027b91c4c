using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Transfers;

namespace StockFlow.Functions.Merchant.Transfers;

/// <summary>Shows how far a transfer has come.</summary>
public sealed class GetTransfer(TransferStore store)
{
    [Function(nameof(GetTransfer))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "transfers/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (!TransferReader.TryReadId(id, out var transfer, out var fault))
        {
            return fault;
        }

        return await store.ReadAsync(transfer, cancellationToken) is { } found
            ? ApiJson.Ok(TransferView.Of(found))
            : TransferResult.Unknown(transfer);
    }
}
