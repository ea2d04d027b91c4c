using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StockFlow.Channels;
using StockFlow.Storage;
using Xunit;

namespace StockFlow.Tests.Storage;

/// <summary>On a plain host, as the worker of the service is one.</summary>
public sealed class StorageStartTests
{
    [Fact]
    public async Task Wrong_settings_are_told_before_anything_is_made_of_them()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging().AddStorage(builder.Configuration).AddChannels(builder.Configuration);
        using var host = builder.Build();

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("StockFlowStorage", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tables_exist_before_a_service_that_was_registered_earlier_starts()
    {
        await using var storage = await OpenStorage.CreateAsync(TestContext.Current.CancellationToken);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["StockFlowStorage"] = storage.ConnectionString;
        builder.Services.AddHostedService<Worker>();
        builder.Services.AddLogging().AddStorage(builder.Configuration).AddChannels(builder.Configuration);
        using var host = builder.Build();

        await host.StartAsync(TestContext.Current.CancellationToken);

        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Stands for the part that takes calls: it is there first, and fails where a table is missing.</summary>
    private sealed class Worker(TableServiceClient tables) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            foreach (var name in (string[])["stock", "orders", "channels", "failures"])
            {
                await foreach (var entity in tables.GetTableClient(name).QueryAsync<TableEntity>(maxPerPage: 1, cancellationToken: cancellationToken))
                {
                    Assert.Fail($"{entity.PartitionKey} is in a new table.");
                }
            }
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
