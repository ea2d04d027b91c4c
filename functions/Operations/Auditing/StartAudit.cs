using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Auditing;

namespace StockFlow.Functions.Operations.Auditing;

/// <summary>Starts the audit by the clock, unless the last one is still running.</summary>
public sealed class StartAudit(StockAudit audit, TimeProvider timeProvider)
{
    [Function(nameof(StartAudit))]
    public async Task RunAsync(
        [TimerTrigger(TimerSchedules.Audit, UseMonitor = false)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var run = await audit.BeginAsync(timeProvider.GetUtcNow(), isFull: false, cancellationToken);
        await client.StartUnlessRunningAsync(AuditStock.Name, AuditProgress.Begin(run), AuditStock.InstanceId, cancellationToken);
    }
}
