using Microsoft.Extensions.Hosting;

namespace StockFlow.Settings;

/// <summary>Runs every <see cref="ISettingsCheck"/> before anything else of the host starts.</summary>
internal sealed class SettingsGate(IEnumerable<ISettingsCheck> checks) : IHostedLifecycleService
{
    /// <exception cref="SettingsException">At least one setting is wrong.</exception>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var faults = checks.SelectMany(check => check.FindFaults()).ToList();
        return faults.Count == 0 ? Task.CompletedTask : throw new SettingsException(faults);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
