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
            request, async token => await shortfalls.ReadPageAsync(ShortfallList.Promised, token, top, cancellationToken));
        return fault ?? ApiJson.Ok(new Page([.. page!.Select(BackorderView.Of)], next));
    }

    private sealed record Page(
        [property: JsonPropertyName("items")] IReadOnlyList<BackorderView> Items,
        [property: JsonPropertyName("next")] string? Next);
}
