using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace StockFlow.Functions.Operations;

/// <summary>Starts failed work again.</summary>
public sealed class RetryFailure(FailureList failures)
{
    [Function(nameof(RetryFailure))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "failures/{id}/retry")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        await failures.RetryAsync(client, id, cancellationToken)
            ? Results.StatusCode(StatusCodes.Status202Accepted)
            : Problem.NotFound("unknown-failure", "There is no failed work of this id; it may have been retried or dropped.", "An id from GET failures.");
}
