using Azure.Data.Tables;
using StockFlow.Storage;

namespace StockFlow.Counts;

/// <summary>
/// The table of stocktakes: each has a partition with its head and its lines, so that an entry is recorded only while the count is open.
/// Two more partitions list the counts, and those that may have work left.
/// </summary>
public sealed class CountTables(TableServiceClient service) : ITableSet
{
    internal TableClient Counts { get; } = service.GetTableClient("counts");

    /// <summary>Makes the table where it is missing.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken) =>
        await Counts.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
}
