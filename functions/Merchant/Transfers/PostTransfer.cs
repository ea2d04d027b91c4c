using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Transfers;

namespace StockFlow.Functions.Merchant.Transfers;

/// <summary>Plans a transfer: its units are set aside at the source, all or none.</summary>
public sealed class PostTransfer(StockTransfers transfers, TransferReader reader)
{
    [Function(nameof(PostTransfer))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "transfers")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (body, fault) = await ApiJson.ReadAsync<TransferBody>(request, TransferBody.Example, cancellationToken);
        if (body is null)
        {
            return fault!;
        }

        return reader.ReadPlan(body, out var plan) is { } problem
            ? problem.ToBadRequest()
            : await TransferResult.OfAsync(await transfers.PlanAsync(plan!, cancellationToken), plan!.Id, client, cancellationToken);
    }
}
