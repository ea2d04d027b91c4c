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
            return Addressed.UnknownSku(item).ToNotFound();
        }

        // A page of rows has fewer reservations where some can't be read; what is next is the last order that can.
        var (views, unreadable, token) = (new List<ReservationView>(top), new List<UnreadableRow>(), (string?)null);
        do
        {
            var page = await ledger.ReadReservationPageAsync(item, after, token, top - views.Count, cancellationToken);
            views.AddRange(page.Items.Select(ReservationView.Of));
            unreadable.AddRange(page.Unreadable);
            token = page.NextPageToken;
        }
        while (token is not null && views.Count < top);

        return ApiJson.Ok(new Page(views, UnreadableView.Of(unreadable), views.Count < top ? null : views[^1].Order));
    }

    private sealed record Page(
        [property: JsonPropertyName("items")] IReadOnlyList<ReservationView> Items,
        [property: JsonPropertyName("unreadable")] IReadOnlyList<UnreadableView>? Unreadable,
        [property: JsonPropertyName("next")] string? Next);
}
