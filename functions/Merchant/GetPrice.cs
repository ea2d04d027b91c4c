using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace StockFlow.Functions.Merchant;

/// <summary>Shows the base price of an item, what each channel makes of it, and what it was told last.</summary>
public sealed class GetPrice(PriceService prices)
{
    [Function(nameof(GetPrice))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "items/{sku}/price")] HttpRequest request,
        string sku,
        CancellationToken cancellationToken) =>
        Addressed.TryReadSku(sku, out var item, out var fault) ? await prices.ShowAsync(item, cancellationToken) : fault;
}
