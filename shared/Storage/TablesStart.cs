using Microsoft.Extensions.Hosting;

namespace StockFlow.Storage;

/// <summary>Creates one set of tables before anything of the app runs.</summary>
/// <remarks>
/// In the starting phase, as the worker of the service is registered before the app's own parts and takes calls once it has started.
/// The tables are made late, as a host makes its services before it has checked the settings they are made from.
/// </remarks>
internal sealed class TablesStart<T>(Lazy<T> tables) : IHostedLifecycleService
    where T : class, ITableSet
{
    public Task StartingAsync(CancellationToken cancellationToken) => tables.Value.CreateAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
