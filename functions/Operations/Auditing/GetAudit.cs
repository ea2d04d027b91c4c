using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Auditing;
using StockFlow.Functions.Merchant;
using StockFlow.Stock;

namespace StockFlow.Functions.Operations.Auditing;

/// <summary>Shows how far the last run has come, and the differences that were found.</summary>
public sealed class GetAudit(AuditStore store)
{
    [Function(nameof(GetAudit))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "audit")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (!Query.TryReadTop(request, out var top, out var fault))
        {
            return fault!;
        }

        var text = request.Query["state"].ToString();
        var state = Enum.GetValues<AuditState>().Cast<AuditState?>().FirstOrDefault(known => ApiJson.Name(known!.Value) == text);
        if (text.Length > 0 && state is null)
        {
            return Problem.BadRequest("invalid-query", "state is not known.", $"One of: {string.Join(", ", Enum.GetValues<AuditState>().Select(ApiJson.Name))}.");
        }

        (var page, var next, fault) = await PageToken.ReadPageAsync(
            request, token => store.ReadPageAsync(state, token, top, cancellationToken));
        if (fault is not null)
        {
            return fault;
        }

        var instance = await client.GetInstanceAsync(AuditStock.InstanceId, getInputsAndOutputs: true, cancellationToken);
        return ApiJson.Ok(new Answer(instance is null ? null : RunView.Of(instance), [.. page!.Items.Select(DifferenceView.Of)], UnreadableView.Of(page.Unreadable), next));
    }

    private sealed record Answer(
        [property: JsonPropertyName("run")] RunView? Run,
        [property: JsonPropertyName("items")] IReadOnlyList<DifferenceView> Items,
        [property: JsonPropertyName("unreadable")] IReadOnlyList<UnreadableView>? Unreadable,
        [property: JsonPropertyName("next")] string? Next);

    private sealed record RunView(
        [property: JsonPropertyName("state")] OrchestrationRuntimeStatus State,
        [property: JsonPropertyName("full")] bool? IsFull,
        [property: JsonPropertyName("startedAt")] DateTimeOffset? StartedAt,
        [property: JsonPropertyName("updatedAt")] DateTimeOffset UpdatedAt,
        [property: JsonPropertyName("counts")] AuditCounts? Counts)
    {
        public static RunView Of(OrchestrationMetadata instance)
        {
            var progress = instance.ReadCustomStatusAs<AuditProgress>();
            return new(instance.RuntimeStatus, progress?.Run.IsFull, progress?.Run.StartedAt, instance.LastUpdatedAt, progress?.Counts);
        }
    }

    private sealed record DifferenceView(
        [property: JsonPropertyName("id")] string Id,
        [property: JsonPropertyName("kind")] AuditKind Kind,
        [property: JsonPropertyName("state")] AuditState State,
        [property: JsonPropertyName("remedy")] AuditRemedy Remedy,
        [property: JsonPropertyName("sku")] Sku? Sku,
        [property: JsonPropertyName("location")] string? Location,
        [property: JsonPropertyName("order")] string? Order,
        [property: JsonPropertyName("subject")] string? Subject,
        [property: JsonPropertyName("expected")] string Expected,
        [property: JsonPropertyName("found")] string Found,
        [property: JsonPropertyName("firstAt")] DateTimeOffset FirstAt,
        [property: JsonPropertyName("lastAt")] DateTimeOffset LastAt)
    {
        public static DifferenceView Of(AuditDifference difference) => new(
            difference.Finding.Id,
            difference.Finding.Kind,
            difference.State,
            difference.Finding.Remedy,
            difference.Finding.Sku,
            difference.Finding.Location?.Value,
            difference.Finding.Order?.ToString(),
            difference.Finding.Subject,
            difference.Finding.Expected,
            difference.Finding.Found,
            difference.FirstAt,
            difference.LastAt);
    }
}
