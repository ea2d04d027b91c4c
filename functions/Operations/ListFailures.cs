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
        CancellationToken cancellationToken) =>
        Query.TryReadTop(request, out var top, out var fault)
            ? ApiJson.Ok(new Page(await failures.ListAsync(client, top, cancellationToken)))
            : fault!;

    private sealed record Page([property: JsonPropertyName("items")] IReadOnlyList<FailureView> Items);
}
