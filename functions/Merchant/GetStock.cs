using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Functions.Merchant;

/// <summary>Shows the levels of one SKU.</summary>
public sealed class GetStock(StockLedger ledger)
{
    [Function(nameof(GetStock))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "stock/{sku}")] HttpRequest request,
        string sku,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryReadSku(sku, out var item, out var fault))
        {
            return fault;
        }

        var levels = await ledger.ReadLevelsAsync(item, cancellationToken);
        return levels is null ? Addressed.UnknownSku(item) : ApiJson.Ok(StockView.Of(levels));
    }
}
