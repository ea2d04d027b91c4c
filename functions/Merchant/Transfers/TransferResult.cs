using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using StockFlow.Stock;
using StockFlow.Transfers;

namespace StockFlow.Functions.Merchant.Transfers;

/// <summary>Answers what was asked of a transfer, and starts doing what was accepted.</summary>
internal static class TransferResult
{
    /// <returns>200 where all is done, 202 where it is being done, or why not.</returns>
    public static async Task<IResult> OfAsync(TransferAnswer answer, TransferId id, DurableTaskClient client, CancellationToken cancellationToken)
    {
        switch (answer)
        {
            case TransferAnswer.Accepted { Transfer: { IsSettled: false } transfer }:
                await AdvanceTransfer.StartAsync(client, transfer, cancellationToken);
                return Results.Json(TransferView.Of(transfer), ApiJson.Options, statusCode: StatusCodes.Status202Accepted);
            case TransferAnswer.Accepted accepted:
                return ApiJson.Ok(TransferView.Of(accepted.Transfer));
            default:
                return Refused(answer, id);
        }
    }

    public static IResult Unknown(TransferId id) =>
        Problem.NotFound("unknown-transfer", $"There is no transfer {id}.", "An id from GET transfers.");

    private static IResult Refused(TransferAnswer answer, TransferId id) => answer switch
    {
        TransferAnswer.Unknown => Unknown(id),
        TransferAnswer.ContentDiffers => Problem.Conflict(
            "command-content-differs", $"The id {id} was used before for another transfer.", "A new id for a new transfer."),
        TransferAnswer.WrongState wrong => Problem.Conflict(
            "transfer-state", $"Transfer {id} is {ApiJson.Name(wrong.State)}; that does not go with what was asked.",
            "planned: dispatch or cancel; inTransit: receive; of one that has ended only what ended it, once more."),
        TransferAnswer.Busy => Problem.Conflict(
            "transfer-busy", $"What was asked of transfer {id} before is still being done.", "The same request again in a moment."),
        TransferAnswer.UnknownLine line => Problem.BadRequest(
            "unknown-line", $"Transfer {id} has no line of {line.Sku}.", "A SKU of the transfer."),
        TransferAnswer.UnknownSku sku => Addressed.UnknownSku(sku.Sku).ToNotFound(),
        TransferAnswer.ExceedsStock exceeds => Problem.Conflict(
            "transfer-exceeds-stock", $"{exceeds.Units} units of {exceeds.Sku} can leave the source; the transfer takes more.",
            $"At most {exceeds.Units} units of {exceeds.Sku}: planned of what is available, dispatched of what is on hand."),
        TransferAnswer.ExceedsTransfer exceeds => Problem.Conflict(
            "exceeds-transfer", $"Transfer {id} has {exceeds.Units} units of {exceeds.Sku}; that is more.",
            $"At most {exceeds.Units} units of {exceeds.Sku}: dispatched, or received and lost together."),
        _ => throw new UnreachableException(answer.GetType().Name),
    };
}
