using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Functions.Merchant;

/// <summary>Shows the levels of one SKU, the newest or those of an earlier position or time.</summary>
public sealed class GetStock(StockLedger ledger, StockHistory history)
{
    [Function(nameof(GetStock))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "stock/{sku}")] HttpRequest request,
        string sku,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryReadSku(sku, out var item, out var fault))
        {
            return fault;
        }

        var levels = await ledger.ReadLevelsAsync(item, cancellationToken);
        if (levels is null)
        {
            return Addressed.UnknownSku(item).ToNotFound();
        }

        var at = request.Query["at"].ToString();
        if (at.Length == 0)
        {
            return ApiJson.Ok(StockView.Of(levels));
        }

        try
        {
            return await AnswerAsOfAsync(levels, at, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            return Problem.Conflict("journal-damaged", e.Message, "Another position; what the audit says of this SKU.");
        }
    }

    private async Task<IResult> AnswerAsOfAsync(SkuLevels newest, string at, CancellationToken cancellationToken)
    {
        if (long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            return position > newest.Position
                ? Problem.NotFound("unknown-position", $"{newest.Sku} has not reached position {position}.", $"0 to {newest.Position}.")
                : ApiJson.Ok(StockView.Of(await history.ReadLevelsAsync(newest.Sku, position, cancellationToken)));
        }

        return Given.TryReadTime(at, out var time)
            ? ApiJson.Ok(StockView.Of(await history.ReadLevelsAsync(newest.Sku, time, cancellationToken)))
            : Problem.BadRequest("invalid-query", "at is neither a journal position nor a time.", "A position such as 17, or a time such as 2026-11-22T18:00:00Z; the + of a zone is %2B.");
    }
}
