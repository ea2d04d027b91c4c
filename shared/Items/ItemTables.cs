using Azure.Data.Tables;
using StockFlow.Storage;

namespace StockFlow.Items;

/// <summary>The tables of bundles and of items' terms.</summary>
public sealed class ItemTables(TableServiceClient service) : ITableSet
{
    /// <summary>One partition.</summary>
    internal TableClient Bundles { get; } = service.GetTableClient("bundles");

    /// <summary>A few partitions, by the hash of the SKU.</summary>
    internal TableClient Items { get; } = service.GetTableClient("items");

    /// <summary>Makes the tables where they are missing.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await Bundles.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        await Items.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
    }
}
