using Azure.Data.Tables;
using EmbeddedFunctions.Store;

namespace StockFlow.Tests.Items;

public sealed class ItemCatalogsEmbedded : ItemCatalogsContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stockflow-items-").FullName;

    private string Connection => $"EmbeddedStore={Path.Combine(_folder, "items.db")}";

    public override ValueTask DisposeAsync()
    {
        EmbeddedStores.Get(Connection).Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    protected override ValueTask OpenAsync() => ValueTask.CompletedTask;

    protected override TableServiceClient Service() => new(Connection);
}
