using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using StockFlow.Counts;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>Answers what was asked of a stocktake, and starts doing what was accepted.</summary>
internal static class CountResult
{
    /// <returns>200 where all is done, 202 where it is being done, or why not.</returns>
    public static async Task<IResult> OfAsync(CountAnswer answer, CountId id, DurableTaskClient client, CancellationToken cancellationToken)
    {
        switch (answer)
        {
            case CountAnswer.Accepted { Count: { IsInWork: true } count }:
                await AdvanceCount.StartAsync(client, count, cancellationToken);
                return Results.Json(CountView.Of(count), ApiJson.Options, statusCode: StatusCodes.Status202Accepted);
            case CountAnswer.Accepted accepted:
                return ApiJson.Ok(CountView.Of(accepted.Count));
            default:
                return Refused(answer, id);
        }
    }

    public static IResult Unknown(CountId id) => Problem.NotFound("unknown-count", $"There is no count {id}.", "An id from GET counts.");

    private static IResult Refused(CountAnswer answer, CountId id) => answer switch
    {
        CountAnswer.Unknown => Unknown(id),
        CountAnswer.ContentDiffers => Problem.Conflict(
            "command-content-differs", $"The id {id} was used before for another count.", "A new id for a new count."),
        CountAnswer.UnknownSku sku => Addressed.UnknownSku(sku.Sku).ToNotFound(),
        CountAnswer.WrongState { State: CountState.Open or CountState.Closing } wrong => Problem.Conflict(
            "count-not-closed", $"Count {id} is {ApiJson.Name(wrong.State)}.", "POST counts/{id}/close, and wait until it is closed."),
        CountAnswer.WrongState closed => Problem.Conflict(
            "count-closed", $"Count {id} is {ApiJson.Name(closed.State)} and takes no more.", "A new count of what is missing."),
        CountAnswer.UnknownLine line => Problem.BadRequest(
            "unknown-line", $"Count {id} has no line of {line.Sku} at {line.Location}.", "A SKU and location from GET counts/{id}/lines."),
        _ => throw new UnreachableException(answer.GetType().Name),
    };
}
