using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Storage;

namespace StockFlow.Functions.Merchant;

/// <summary>Lists what is promised to orders and not there yet: backorders with their expected date, pre-orders with their release date.</summary>
public sealed class ListBackorders(ShortfallStore shortfalls)
{
    [Function(nameof(ListBackorders))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "backorders")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (!Query.TryReadTop(request, out var top, out var fault))
        {
            return fault!;
        }

        (var page, var next, fault) = await PageToken.ReadPageAsync(
            request, token => shortfalls.ReadPageAsync(ShortfallList.Promised, token, top, cancellationToken));
        return fault ?? ApiJson.Ok(new Page([.. page!.Items.Select(BackorderView.Of)], UnreadableView.Of(page.Unreadable), next));
    }

    private sealed record Page(
        [property: JsonPropertyName("items")] IReadOnlyList<BackorderView> Items,
        [property: JsonPropertyName("unreadable")] IReadOnlyList<UnreadableView>? Unreadable,
        [property: JsonPropertyName("next")] string? Next);
}
