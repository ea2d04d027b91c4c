using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Orders;

namespace StockFlow.Functions.Merchant;

/// <summary>Ends the sale of a bundle. Its listings show zero; orders keep what they hold of its components.</summary>
public sealed class DeleteBundle(BundleService bundles)
{
    [Function(nameof(DeleteBundle))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "bundles/{sku}")] HttpRequest request,
        string sku,
        CancellationToken cancellationToken) =>
        Addressed.TryReadSku(sku, out var item, out var fault)
            ? await Contended.AnswerAsync(item, async () => BundleView.ResultOf(item, await bundles.RetireAsync(item, cancellationToken)))
            : fault;
}
