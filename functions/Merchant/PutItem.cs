using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Items;

namespace StockFlow.Functions.Merchant;

/// <summary>Sets an item's terms for all channels; what single channels have stays.</summary>
public sealed class PutItem(ItemService items)
{
    [Function(nameof(PutItem))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "items/{sku}")] HttpRequest request,
        string sku,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryReadSku(sku, out var item, out var fault))
        {
            return fault;
        }

        (var body, fault) = await ApiJson.ReadAsync<ItemBody>(request, ItemBody.Example, cancellationToken);
        if (body is null)
        {
            return fault!;
        }

        return ItemReader.TryRead(body, out var terms, out var problem)
            ? await Contended.AnswerAsync(item, async () => ApiJson.Ok(ItemView.Of(
                item, await items.SetAsync(item, before => terms with { Channels = before.Channels, Price = before.Price, PriceRevision = before.PriceRevision }, cancellationToken))))
            : Problem.BadRequest(problem.Error, problem.What, problem.Expected);
    }
}
