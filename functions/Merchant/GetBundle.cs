using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Items;

namespace StockFlow.Functions.Merchant;

/// <summary>Shows what a bundle is made of.</summary>
public sealed class GetBundle(BundleCatalog bundles)
{
    [Function(nameof(GetBundle))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "bundles/{sku}")] HttpRequest request,
        string sku,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryReadSku(sku, out var item, out var fault))
        {
            return fault;
        }

        var sold = await bundles.ReadNewestAsync(cancellationToken);
        return sold.TryFind(item, out var bundle) ? ApiJson.Ok(BundleView.Of(bundle)) : BundleView.Unknown(item);
    }
}
