using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Storage;

namespace StockFlow.Functions.Merchant;

/// <summary>Lists what orders want and nobody has promised or given up: open shortfalls, each with its age.</summary>
public sealed class ListShortfalls(ShortfallStore shortfalls, TimeProvider timeProvider)
{
    [Function(nameof(ListShortfalls))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "shortfalls")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (!Query.TryReadTop(request, out var top, out var fault))
        {
            return fault!;
        }

        (var page, var next, fault) = await PageToken.ReadPageAsync(
            request, token => shortfalls.ReadPageAsync(ShortfallList.Short, token, top, cancellationToken));
        var now = timeProvider.GetUtcNow();
        return fault ?? ApiJson.Ok(new Page([.. page!.Items.Select(shortfall => ShortfallView.Of(shortfall, now))], UnreadableView.Of(page.Unreadable), next));
    }

    private sealed record Page(
        [property: JsonPropertyName("items")] IReadOnlyList<ShortfallView> Items,
        [property: JsonPropertyName("unreadable")] IReadOnlyList<UnreadableView>? Unreadable,
        [property: JsonPropertyName("next")] string? Next);
}
