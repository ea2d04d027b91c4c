using Azure.Data.Tables;

namespace StockFlow.Storage;

/// <summary>The clients of our tables.</summary>
public sealed class StorageTables(TableServiceClient service) : ITableSet
{
    internal TableClient Stock { get; } = service.GetTableClient(TableNames.Stock);

    internal TableClient Skus { get; } = service.GetTableClient(TableNames.Skus);

    internal TableClient Orders { get; } = service.GetTableClient(TableNames.Orders);

    internal TableClient JournalArchive { get; } = service.GetTableClient(TableNames.JournalArchive);

    internal TableClient Quarantine { get; } = service.GetTableClient(TableNames.Quarantine);

    internal TableClient Holds { get; } = service.GetTableClient(TableNames.Holds);

    internal TableClient Shortfalls { get; } = service.GetTableClient(TableNames.Shortfalls);

    /// <summary>Creates the tables that are missing.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await Stock.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        await Skus.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        await Orders.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        await JournalArchive.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        await Quarantine.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        await Holds.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        await Shortfalls.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
    }
}
