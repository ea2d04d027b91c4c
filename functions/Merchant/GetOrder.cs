using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Channels;
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

        var order = await orders.ReadAsync(Addressed.OrderOf(found, orderId), cancellationToken);
        return order is null ? Addressed.UnknownOrder(found) : ApiJson.Ok(OrderView.Of(order));
    }
}
