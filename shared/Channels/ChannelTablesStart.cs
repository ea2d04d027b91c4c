using Microsoft.Extensions.Hosting;

namespace StockFlow.Channels;

/// <summary>Creates the tables before anything of the app runs.</summary>
internal sealed class ChannelTablesStart(ChannelTables tables) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => tables.CreateAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
