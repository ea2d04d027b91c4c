using Azure.Data.Tables;
using StockFlow.Tests.Azurite;
using Xunit;

namespace StockFlow.Tests.Contracts;

public sealed class TablesContractAzurite(AzuriteServer server) : TablesContract, IAsyncLifetime
{
    private TableServiceClient? _service;

    protected override TableServiceClient Service => _service!;

    public async ValueTask InitializeAsync() => _service = new TableServiceClient(await server.ConnectionStringAsync());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
