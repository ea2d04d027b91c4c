using Azure.Data.Tables;
using EmbeddedFunctions.Store;

namespace StockFlow.Tests.Contracts;

public sealed class TablesContractEmbedded : TablesContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stockflow-tables-").FullName;
    private readonly EmbeddedStore _store;

    public TablesContractEmbedded()
    {
        var path = Path.Combine(_folder, "store.db");
        _store = EmbeddedStores.Open(path, null);
        Service = new TableServiceClient($"EmbeddedStore={path}");
    }

    protected override TableServiceClient Service { get; }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
