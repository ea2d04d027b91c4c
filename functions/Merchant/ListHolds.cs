using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Orders;

namespace StockFlow.Functions.Merchant;

/// <summary>Lists which unpaid orders hold units until when, the earliest deadline first.</summary>
public sealed class ListHolds(HoldList holds)
{
    [Function(nameof(ListHolds))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "holds")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (!Query.TryReadTop(request, out var top, out var fault))
        {
            return fault!;
        }

        (var page, var next, fault) = await PageToken.ReadPageAsync(
            request, token => holds.ReadPageAsync(token, top, cancellationToken));
        return fault ?? ApiJson.Ok(new Page([.. page!.Items.Select(HoldView.Of)], UnreadableView.Of(page.Unreadable), next));
    }

    private sealed record Page(
        [property: JsonPropertyName("items")] IReadOnlyList<HoldView> Items,
        [property: JsonPropertyName("unreadable")] IReadOnlyList<UnreadableView>? Unreadable,
        [property: JsonPropertyName("next")] string? Next);

    private sealed record HoldView(
        [property: JsonPropertyName("order")] string Order,
        [property: JsonPropertyName("until")] DateTimeOffset Until)
    {
        public static HoldView Of(OrderHold hold) => new(hold.Order.ToString(), hold.Until);
    }
}
