using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace StockFlow.Functions.Operations.Auditing;

/// <summary>Starts the audit by the clock, unless the last one is still running.</summary>
public sealed class StartAudit(TimeProvider timeProvider)
{
    [Function(nameof(StartAudit))]
    public Task RunAsync(
        [TimerTrigger(TimerSchedules.Audit, UseMonitor = false)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        client.StartUnlessRunningAsync(
            AuditStock.Name, AuditProgress.Begin(timeProvider.GetUtcNow(), isFull: false), AuditStock.InstanceId, cancellationToken);
}
