using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Storage;

namespace StockFlow.Functions.Merchant;

/// <summary>Shows what became of one order.</summary>
public sealed class GetOrder(OrderStore orders, ChannelCatalog catalog)
{
    [Function(nameof(GetOrder))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "orders/{channel}/{orderId}")] HttpRequest request,
        string channel,
        string orderId,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryFindChannel(catalog, channel, out var found, out var fault))
        {
            return fault;
        }

        var externalId = orderId.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var order = await orders.ReadAsync(new OrderId(found.Id, externalId), cancellationToken);
        return order is null
            ? Problem.NotFound("unknown-order", $"No order of this id has come from {found.Id}.", "The channel's own id of the order.")
            : ApiJson.Ok(OrderView.Of(order));
    }
}
