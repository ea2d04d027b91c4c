using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Functions.Merchant;

namespace StockFlow.Functions.Operations;

/// <summary>Lists work that failed for good, with its reasons.</summary>
public sealed class ListFailures(FailureList failures)
{
    [Function(nameof(ListFailures))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "failures")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (!Query.TryReadTop(request, out var top, out var fault))
        {
            return fault!;
        }

        var kind = request.Query["kind"].ToString();
        if (kind.Length > 0 && !FailureList.Kinds.Contains(kind))
        {
            return Problem.BadRequest("invalid-query", "kind is not known.", $"One of: {string.Join(", ", FailureList.Kinds)}.");
        }

        var list = await failures.ListAsync(client, kind.Length == 0 ? null : kind, top, cancellationToken);
        return ApiJson.Ok(new Page(list.Items, UnreadableView.Of(list.Unreadable)));
    }

    private sealed record Page(
        [property: JsonPropertyName("items")] IReadOnlyList<FailureView> Items,
        [property: JsonPropertyName("unreadable")] IReadOnlyList<UnreadableView>? Unreadable);
}
