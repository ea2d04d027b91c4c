using Microsoft.Extensions.Hosting;

namespace StockFlow.Storage;

/// <summary>Creates the tables before anything of the app runs.</summary>
internal sealed class StorageStart(StorageTables tables) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => tables.CreateAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
