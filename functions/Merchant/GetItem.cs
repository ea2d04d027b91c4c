using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Items;

namespace StockFlow.Functions.Merchant;

/// <summary>Shows the terms of an item. Any SKU may have some, or none.</summary>
public sealed class GetItem(ItemCatalog items)
{
    [Function(nameof(GetItem))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "items/{sku}")] HttpRequest request,
        string sku,
        CancellationToken cancellationToken) =>
        Addressed.TryReadSku(sku, out var item, out var fault)
            ? ApiJson.Ok(ItemView.Of(item, await items.ReadNewestAsync(item, cancellationToken)))
            : fault;
}
