using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Functions.Merchant;

namespace StockFlow.Functions.Operations.Auditing;

/// <summary>Starts the audit at once; a running one is not started twice.</summary>
public sealed class PostAudit(TimeProvider timeProvider)
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
            return Problem.BadRequest("invalid-query", "full is neither true nor false.", "full=true adds every journal up from its first entry.");
        }

        await client.StartUnlessRunningAsync(
            AuditStock.Name, AuditProgress.Begin(timeProvider.GetUtcNow(), full == "true"), AuditStock.InstanceId, cancellationToken);

        var statusUrl = $"{request.PathBase}{request.Path}";
        request.HttpContext.Response.Headers.Location = statusUrl;
        return Results.Json(new Started(statusUrl), ApiJson.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private sealed record Started([property: JsonPropertyName("statusUrl")] string StatusUrl);
}
