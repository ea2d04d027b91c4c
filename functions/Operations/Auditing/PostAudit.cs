using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Auditing;
using StockFlow.Functions.Merchant;

namespace StockFlow.Functions.Operations.Auditing;

/// <summary>Starts the audit at once; a running one is not started twice.</summary>
public sealed class PostAudit(StockAudit audit, TimeProvider timeProvider)
{
    [Function(nameof(PostAudit))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "audit")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var full = request.Query["full"].ToString();
        if (full is not ("" or "true" or "false"))
        {
            return Problem.BadRequest("invalid-query", "full is neither true nor false.", "full=true looks at everything from the beginning.");
        }

        var run = await audit.BeginAsync(timeProvider.GetUtcNow(), full == "true", cancellationToken);
        await client.StartUnlessRunningAsync(AuditStock.Name, AuditProgress.Begin(run), AuditStock.InstanceId, cancellationToken);

        return ApiJson.Started(request);
    }
}
