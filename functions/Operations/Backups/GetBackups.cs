using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Backups;
using StockFlow.Functions.Merchant;

namespace StockFlow.Functions.Operations.Backups;

/// <summary>Lists the backups, the newest first, and how far the last run has come.</summary>
public sealed class GetBackups(BackupShelf shelf, TimeProvider timeProvider)
{
    [Function(nameof(GetBackups))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "backups")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (!shelf.IsSet)
        {
            return PostBackup.NoPlace();
        }

        var now = timeProvider.GetUtcNow();
        var (found, unreadable) = await shelf.ReadAllAsync(cancellationToken);
        var instance = await client.GetInstanceAsync(BackUpTables.InstanceId, getInputsAndOutputs: true, cancellationToken);
        return ApiJson.Ok(new Answer(
            instance is null ? null : RunView.Of(instance), [.. found.Select(backup => BackupView.Of(backup, now))], UnreadableView.Of(unreadable)));
    }

    private sealed record Answer(
        [property: JsonPropertyName("run")] RunView? Run,
        [property: JsonPropertyName("items")] IReadOnlyList<BackupView> Items,
        [property: JsonPropertyName("unreadable")] IReadOnlyList<UnreadableView>? Unreadable);

    private sealed record RunView(
        [property: JsonPropertyName("state")] OrchestrationRuntimeStatus State,
        [property: JsonPropertyName("id")] string? Id,
        [property: JsonPropertyName("stage")] BackupStage? Stage,
        [property: JsonPropertyName("startedAt")] DateTimeOffset? StartedAt,
        [property: JsonPropertyName("updatedAt")] DateTimeOffset UpdatedAt,
        [property: JsonPropertyName("pieces")] int? Pieces,
        [property: JsonPropertyName("bytes")] long? Bytes)
    {
        public static RunView Of(OrchestrationMetadata instance)
        {
            var progress = instance.ReadCustomStatusAs<BackupProgress>();
            return new(
                instance.RuntimeStatus,
                progress?.Run.Id,
                progress?.Cursor.Stage,
                progress?.Run.StartedAt,
                instance.LastUpdatedAt,
                progress?.Pieces,
                progress?.Bytes);
        }
    }

    private sealed record BackupView(
        [property: JsonPropertyName("id")] string Id,
        [property: JsonPropertyName("startedAt")] DateTimeOffset StartedAt,
        [property: JsonPropertyName("completedAt")] DateTimeOffset CompletedAt,
        [property: JsonPropertyName("ageSeconds")] long AgeSeconds,
        [property: JsonPropertyName("pieces")] int Pieces,
        [property: JsonPropertyName("rows")] long Rows,
        [property: JsonPropertyName("bytes")] long Bytes,
        [property: JsonPropertyName("keyId")] string? KeyId)
    {
        public static BackupView Of(BackupManifest manifest, DateTimeOffset now) => new(
            manifest.Id,
            manifest.StartedAt,
            manifest.CompletedAt,
            (long)(now - manifest.StartedAt).TotalSeconds,
            manifest.Pieces.Count,
            manifest.Tables.Values.Sum(),
            manifest.Pieces.Sum(piece => piece.Bytes),
            manifest.KeyId);
    }
}
