using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Backups;

namespace StockFlow.Functions.Operations.Backups;

/// <summary>Starts the backup by the clock, unless the last one is still running or no place for backups is set.</summary>
public sealed class StartBackup(BackupShelf shelf, TimeProvider timeProvider)
{
    [Function(nameof(StartBackup))]
    public Task RunAsync([TimerTrigger(TimerSchedules.BackUp)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        shelf.IsSet
            ? client.StartUnlessRunningAsync(BackUpTables.Name, BackupProgress.Begin(timeProvider.GetUtcNow()), BackUpTables.InstanceId, cancellationToken)
            : Task.CompletedTask;
}
