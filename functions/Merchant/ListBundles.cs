using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>Shows every bundle, page by page.</summary>
public sealed class ListBundles(BundleCatalog bundles)
{
    [Function(nameof(ListBundles))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "bundles")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (!Query.TryReadTop(request, out var top, out var fault) || !Query.TryReadAfterSku(request, out var after, out fault))
        {
            return fault!;
        }

        var sold = await bundles.ReadNewestAsync(cancellationToken);
        var page = sold.All.Where(bundle => after is not { } last || bundle.Sku.CompareTo(last) > 0).Take(top).ToList();
        return ApiJson.Ok(new Page([.. page.Select(BundleView.Of)], page.Count < top ? null : page[^1].Sku));
    }

    private sealed record Page(
        [property: JsonPropertyName("items")] IReadOnlyList<BundleView> Items,
        [property: JsonPropertyName("next")] Sku? Next);
}
