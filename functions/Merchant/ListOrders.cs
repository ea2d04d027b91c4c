using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Storage;

namespace StockFlow.Functions.Merchant;

/// <summary>Lists a channel's orders by outcome: which are short, backordered, in quarantine, or not done yet.</summary>
public sealed class ListOrders(OrderStore orders, ChannelCatalog catalog)
{
    [Function(nameof(ListOrders))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "orders/{channel}")] HttpRequest request,
        string channel,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryFindChannel(catalog, channel, out var found, out var fault) || !Query.TryReadTop(request, out var top, out fault))
        {
            return fault!;
        }

        OrderOutcome? wanted = null;
        if (request.Query["outcome"].ToString() is { Length: > 0 } text)
        {
            if (!Enum.TryParse<OrderOutcome>(text, ignoreCase: true, out var outcome) || !Enum.IsDefined(outcome))
            {
                return Problem.BadRequest("invalid-query", "outcome is not known.", $"One of: {string.Join(", ", Enum.GetNames<OrderOutcome>())}.");
            }

            wanted = outcome;
        }

        var views = new List<OrderView>(top);
        await foreach (var order in orders.ReadAllAsync(found.Id, cancellationToken))
        {
            if (wanted is null || order.Outcome == wanted)
            {
                views.Add(OrderView.Of(order));
                if (views.Count == top)
                {
                    break;
                }
            }
        }

        return ApiJson.Ok(new Page(views));
    }

    private sealed record Page([property: JsonPropertyName("items")] IReadOnlyList<OrderView> Items);
}
