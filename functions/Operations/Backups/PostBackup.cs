using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Backups;
using StockFlow.Functions.Merchant;

namespace StockFlow.Functions.Operations.Backups;

/// <summary>Starts a backup at once; a running one is not started twice.</summary>
public sealed class PostBackup(BackupShelf shelf, TimeProvider timeProvider)
{
    [Function(nameof(PostBackup))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "backups")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (!shelf.IsSet)
        {
            return NoPlace();
        }

        await client.StartUnlessRunningAsync(
            BackUpTables.Name, BackupProgress.Begin(timeProvider.GetUtcNow()), BackUpTables.InstanceId, cancellationToken);

        return ApiJson.Started(request);
    }

    internal static IResult NoPlace() => Problem.Conflict(
        "no-backup-place", "No place for backups is set.", "StockFlowBackups, or StockFlowBackups__blobServiceUri, as in docs/settings.md.");
}
