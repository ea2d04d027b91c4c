using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EmbeddedFunctions.Functions;

/// <summary>
/// Starts the triggers once everything else runs. At the stop they take no more work at once, then HTTP requests under way are
/// answered, then the triggers' own work is waited for.
/// </summary>
internal sealed partial class TriggerService(EmbeddedHost host, ILogger<EmbeddedHost> logger) : IHostedLifecycleService
{
    /// <summary>How long cancelled work may take to notice.</summary>
    private static readonly TimeSpan CancelledGrace = TimeSpan.FromSeconds(5);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var listener in host.Listeners)
        {
            await listener.StartAsync(cancellationToken);
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        foreach (var listener in host.Listeners)
        {
            listener.StopTaking();
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var drained = DrainAsync(cancellationToken);
        try
        {
            await drained.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogDrainTimeOver(logger);

            // The platform's clock on purpose: the process must end, whatever a simulated clock says.
            await Task.WhenAny(drained, Task.Delay(CancelledGrace, TimeProvider.System, CancellationToken.None));
        }
    }

    /// <summary>The durable engine comes last: timers and messages under way may still start orchestrations.</summary>
    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        var others = host.Listeners.Where(listener => listener is not DurableListener);
        await Task.WhenAll(others.Select(listener => listener.DrainAsync(cancellationToken)));
        foreach (var engine in host.Listeners.OfType<DurableListener>())
        {
            await engine.DrainAsync(cancellationToken);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(20, LogLevel.Warning, "The drain time is over: work still under way is cancelled and left for the next start")]
    private static partial void LogDrainTimeOver(ILogger logger);
}
