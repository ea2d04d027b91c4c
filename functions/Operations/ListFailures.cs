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
        return kind.Length == 0 || FailureList.Kinds.Contains(kind)
            ? ApiJson.Ok(new Page(await failures.ListAsync(client, kind.Length == 0 ? null : kind, top, cancellationToken)))
            : Problem.BadRequest("invalid-query", "kind is not known.", $"One of: {string.Join(", ", FailureList.Kinds)}.");
    }

    private sealed record Page([property: JsonPropertyName("items")] IReadOnlyList<FailureView> Items);
}
