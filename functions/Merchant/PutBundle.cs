using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Orders;

namespace StockFlow.Functions.Merchant;

/// <summary>Defines a bundle, anew or otherwise than before.</summary>
public sealed class PutBundle(BundleService bundles)
{
    [Function(nameof(PutBundle))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "bundles/{sku}")] HttpRequest request,
        string sku,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryReadSku(sku, out var item, out var fault))
        {
            return fault;
        }

        (var body, fault) = await ApiJson.ReadAsync<BundleBody>(request, BundleBody.Example, cancellationToken);
        if (body is null)
        {
            return fault!;
        }

        return BundleReader.TryRead(item, body, out var bundle, out var problem)
            ? await Contended.AnswerAsync(item, async () => BundleView.ResultOf(item, await bundles.DefineAsync(bundle, cancellationToken)))
            : Problem.BadRequest(problem.Error, problem.What, problem.Expected);
    }
}
