using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Counts;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>Shows the lines of a stocktake with their entries and variances, page by page.</summary>
public sealed class ListCountLines(CountStore store)
{
    [Function(nameof(ListCountLines))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "counts/{id}/lines")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (!CountReader.TryReadId(id, out var count, out var fault) || !Query.TryReadTop(request, out var top, out fault))
        {
            return fault!;
        }

        if (await store.ReadAsync(count, cancellationToken) is null)
        {
            return CountResult.Unknown(count);
        }

        (var page, var next, fault) = await PageToken.ReadPageAsync(
            request, token => store.ReadLinesPageAsync(count, token, top, cancellationToken));
        return fault ?? ApiJson.Ok(new Page([.. page!.Items.Select(CountLineView.Of)], UnreadableView.Of(page.Unreadable), next));
    }

    private sealed record Page(
        [property: JsonPropertyName("items")] IReadOnlyList<CountLineView> Items,
        [property: JsonPropertyName("unreadable")] IReadOnlyList<UnreadableView>? Unreadable,
        [property: JsonPropertyName("next")] string? Next);
}
