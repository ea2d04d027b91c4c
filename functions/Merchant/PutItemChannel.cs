using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Channels;
using StockFlow.Items;

namespace StockFlow.Functions.Merchant;

/// <summary>Sets an item's terms for one channel.</summary>
public sealed class PutItemChannel(ItemService items, ChannelCatalog catalog)
{
    [Function(nameof(PutItemChannel))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "items/{sku}/channels/{channel}")] HttpRequest request,
        string sku,
        string channel,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryReadSku(sku, out var item, out var fault) || !Addressed.TryFindChannel(catalog, channel, out var found, out fault))
        {
            return fault;
        }

        (var body, fault) = await ApiJson.ReadAsync<ItemChannelBody>(request, ItemChannelBody.Example, cancellationToken);
        if (body is null)
        {
            return fault!;
        }

        return ItemReader.TryRead(body, out var terms, out var problem)
            ? await Contended.AnswerAsync(item, async () => ApiJson.Ok(ItemView.Of(
                item, await items.SetAsync(item, before => before.On(found.Id, terms), cancellationToken))))
            : Problem.BadRequest(problem.Error, problem.What, problem.Expected);
    }
}
