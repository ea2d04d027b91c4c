using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace StockFlow.Functions.Merchant;

/// <summary>Takes the base price of an item back. Channels are told nothing: they go on showing the last one.</summary>
public sealed class DeletePrice(PriceService prices)
{
    [Function(nameof(DeletePrice))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "items/{sku}/price")] HttpRequest request,
        string sku,
        CancellationToken cancellationToken) =>
        Addressed.TryReadSku(sku, out var item, out var fault)
            ? await prices.TakeBackAsync(item, cancellationToken)
            : fault;
}
