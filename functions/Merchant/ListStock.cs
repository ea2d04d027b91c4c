using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Functions.Merchant;

/// <summary>Shows the levels of every SKU, page by page.</summary>
public sealed class ListStock(StockLedger ledger)
{
    [Function(nameof(ListStock))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "stock")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (!Query.TryReadTop(request, out var top, out var fault) || !Query.TryReadAfterSku(request, out var after, out fault))
        {
            return fault!;
        }

        var skus = await ledger.ReadSkusAsync(after, top, cancellationToken);
        var page = await ledger.ListLevelsAsync(skus, cancellationToken);
        return ApiJson.Ok(new Page([.. page.Items.Select(StockView.Of)], UnreadableView.Of(page.Unreadable), skus.Count < top ? null : skus[^1]));
    }

    private sealed record Page(
        [property: JsonPropertyName("items")] IReadOnlyList<StockView> Items,
        [property: JsonPropertyName("unreadable")] IReadOnlyList<UnreadableView>? Unreadable,
        [property: JsonPropertyName("next")] Sku? Next);
}
