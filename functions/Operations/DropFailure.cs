using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace StockFlow.Functions.Operations;

/// <summary>Takes failed work off the list without doing it.</summary>
public sealed class DropFailure(FailureList failures)
{
    [Function(nameof(DropFailure))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "failures/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        await failures.DropAsync(client, id, cancellationToken)
            ? Results.NoContent()
            : Problem.NotFound("unknown-failure", "There is no failed work of this id; it may have been retried or dropped.", "An id from GET failures.");
}
