using System.Text.Json;
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
    /// <summary>By the names that answers have.</summary>
    private static readonly Dictionary<string, OrderOutcome> Outcomes = Enum.GetValues<OrderOutcome>().ToDictionary(
        ApiJson.Name, StringComparer.OrdinalIgnoreCase);

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

        OrderId? after = null;
        if (request.Query["after"].ToString() is { Length: > 0 } last)
        {
            if (!OrderId.TryParse(last, null, out var order) || order.Channel != found.Id)
            {
                return Problem.BadRequest("invalid-query", "after is not an order of the channel.", $"The next of the page before, such as {found.Id}/536365.");
            }

            after = order;
        }

        OrderOutcome? wanted = null;
        if (request.Query["outcome"].ToString() is { Length: > 0 } text)
        {
            if (!Outcomes.TryGetValue(text, out var outcome))
            {
                return Problem.BadRequest("invalid-query", "outcome is not known.", $"One of: {string.Join(", ", Outcomes.Keys)}.");
            }

            wanted = outcome;
        }

        var (views, unreadable) = (new List<OrderView>(top), new List<UnreadableRow>());
        await foreach (var row in orders.ReadRowsAsync(found.Id, after, cancellationToken))
        {
            if (row.Unreadable is { } damaged)
            {
                unreadable.Add(damaged);
            }
            else if (wanted is null || row.Order!.Outcome == wanted)
            {
                views.Add(OrderView.Of(row.Order!));
                if (views.Count == top)
                {
                    break;
                }
            }
        }

        return ApiJson.Ok(new Page(views, UnreadableView.Of(unreadable), views.Count < top ? null : views[^1].Order));
    }

    private sealed record Page(
        [property: JsonPropertyName("items")] IReadOnlyList<OrderView> Items,
        [property: JsonPropertyName("unreadable")] IReadOnlyList<UnreadableView>? Unreadable,
        [property: JsonPropertyName("next")] string? Next);
}
