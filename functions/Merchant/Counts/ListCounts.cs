using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Counts;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>Lists the stocktakes, page by page in the order of their ids.</summary>
public sealed class ListCounts(CountStore store)
{
    [Function(nameof(ListCounts))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "counts")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (!Query.TryReadTop(request, out var top, out var fault))
        {
            return fault!;
        }

        (var page, var next, fault) = await PageToken.ReadPageAsync(
            request, token => store.ReadPageAsync(token, top, cancellationToken));
        return fault ?? ApiJson.Ok(new Page([.. page!.Items.Select(count => CountView.Of(count) with { Skus = null })], UnreadableView.Of(page.Unreadable), next));
    }

    private sealed record Page(
        [property: JsonPropertyName("items")] IReadOnlyList<CountView> Items,
        [property: JsonPropertyName("unreadable")] IReadOnlyList<UnreadableView>? Unreadable,
        [property: JsonPropertyName("next")] string? Next);
}
