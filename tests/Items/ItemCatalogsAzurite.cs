using Azure.Data.Tables;
using StockFlow.Tests.Azurite;

namespace StockFlow.Tests.Items;

public sealed class ItemCatalogsAzurite(AzuriteServer server) : ItemCatalogsContract
{
    private string? _connection;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override async ValueTask OpenAsync()
    {
        _connection = await server.ConnectionStringAsync();
        foreach (var table in new[] { "bundles", "items" })
        {
            await Service().DeleteTableAsync(table, Cancellation);
        }
    }

    protected override TableServiceClient Service() => new(_connection!);
}
