using Azure.Data.Tables;
using StockFlow.Storage;

namespace StockFlow.Transfers;

/// <summary>The table of transfers: their documents in one partition, and a list of those that may have work left in another.</summary>
public sealed class TransferTables(TableServiceClient service) : ITableSet
{
    internal TableClient Transfers { get; } = service.GetTableClient("transfers");

    /// <summary>Makes the table where it is missing.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken) =>
        await Transfers.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
}
