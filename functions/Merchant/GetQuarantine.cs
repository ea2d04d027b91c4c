using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Functions.Merchant;

/// <summary>Lists orders with lines that can't be served because of their SKU. They go on by themselves once it is received.</summary>
public sealed class GetQuarantine(QuarantineStore quarantine)
{
    [Function(nameof(GetQuarantine))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "quarantine")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (!Query.TryReadTop(request, out var top, out var fault))
        {
            return fault!;
        }

        (var page, var next, fault) = await PageToken.ReadPageAsync(
            request, token => quarantine.ReadPageAsync(token, top, cancellationToken));
        return fault ?? ApiJson.Ok(new Page([.. page!.Items.Select(EntryView.Of)], UnreadableView.Of(page.Unreadable), next));
    }

    private sealed record Page(
        [property: JsonPropertyName("items")] IReadOnlyList<EntryView> Items,
        [property: JsonPropertyName("unreadable")] IReadOnlyList<UnreadableView>? Unreadable,
        [property: JsonPropertyName("next")] string? Next);

    private sealed record EntryView(
        [property: JsonPropertyName("order")] string Order,
        [property: JsonPropertyName("sku")] Sku? Sku,
        [property: JsonPropertyName("reason")] QuarantineReason Reason,
        [property: JsonPropertyName("since")] DateTimeOffset Since)
    {
        public static EntryView Of(QuarantineEntry entry) => new(entry.Order.ToString(), entry.Sku, entry.Reason, entry.Since);
    }
}
