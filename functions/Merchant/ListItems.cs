using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>Shows every item that has terms of its own, page by page.</summary>
public sealed class ListItems(ItemCatalog items)
{
    [Function(nameof(ListItems))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "items")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (!Query.TryReadTop(request, out var top, out var fault) || !Query.TryReadAfterSku(request, out var after, out fault))
        {
            return fault!;
        }

        var all = await items.ReadAllAsync(cancellationToken);
        var page = all.Where(item => after is not { } last || item.Key.CompareTo(last) > 0).Take(top).ToList();
        return ApiJson.Ok(new Page([.. page.Select(item => ItemView.Of(item.Key, item.Value))], page.Count < top ? null : page[^1].Key));
    }

    private sealed record Page(
        [property: JsonPropertyName("items")] IReadOnlyList<ItemView> Items,
        [property: JsonPropertyName("next")] Sku? Next);
}
