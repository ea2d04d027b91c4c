using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace StockFlow.Functions.Merchant;

/// <summary>Sets the base price of an item.</summary>
public sealed class PutPrice(PriceService prices)
{
    [Function(nameof(PutPrice))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "items/{sku}/price")] HttpRequest request,
        string sku,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryReadSku(sku, out var item, out var fault))
        {
            return fault;
        }

        (var body, fault) = await ApiJson.ReadAsync<PriceBody>(request, PriceBody.Example, cancellationToken);
        if (body is null)
        {
            return fault!;
        }

        return PriceReader.TryRead(body, out var price, out var revision, out var problem)
            ? await prices.SetAsync(item, price, revision, cancellationToken)
            : Problem.BadRequest(problem!.Error, problem.What, problem.Expected);
    }
}
