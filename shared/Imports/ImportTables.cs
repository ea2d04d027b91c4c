using Azure.Data.Tables;
using StockFlow.Storage;

namespace StockFlow.Imports;

/// <summary>The tables of imports, and of what files say about locations.</summary>
public sealed class ImportTables(TableServiceClient service) : ITableSet
{
    /// <summary>One partition per import: its head, and its rows until they are applied.</summary>
    internal TableClient Imports { get; } = service.GetTableClient("imports");

    /// <summary>One partition.</summary>
    internal TableClient Locations { get; } = service.GetTableClient("locations");

    /// <summary>Makes the tables where they are missing.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await Imports.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        await Locations.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
    }
}
