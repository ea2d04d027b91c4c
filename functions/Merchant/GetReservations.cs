using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Orders;
using StockFlow.Storage;

namespace StockFlow.Functions.Merchant;

/// <summary>Shows which orders hold units of a SKU, page by page in the order of their ids.</summary>
public sealed class GetReservations(StockLedger ledger)
{
    [Function(nameof(GetReservations))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "stock/{sku}/reservations")] HttpRequest request,
        string sku,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryReadSku(sku, out var item, out var fault) || !Query.TryReadTop(request, out var top, out fault))
        {
            return fault!;
        }

        OrderId? after = null;
        if (request.Query["after"].ToString() is { Length: > 0 } text)
        {
            if (!OrderId.TryParse(text, null, out var order))
            {
                return Problem.BadRequest("invalid-query", "after is not an order.", "The next of the page before, such as shop-uk/536365.");
            }

            after = order;
        }

        if (await ledger.ReadLevelsAsync(item, cancellationToken) is null)
        {
            return Addressed.UnknownSku(item);
        }

        var views = new List<ReservationView>(top);
        await foreach (var reservation in ledger.ReadReservationsAsync(item, after, cancellationToken))
        {
            views.Add(ReservationView.Of(reservation));
            if (views.Count == top)
            {
                break;
            }
        }

        return ApiJson.Ok(new Page(views, views.Count < top ? null : views[^1].Order));
    }

    private sealed record Page(
        [property: JsonPropertyName("items")] IReadOnlyList<ReservationView> Items,
        [property: JsonPropertyName("next")] string? Next);
}
