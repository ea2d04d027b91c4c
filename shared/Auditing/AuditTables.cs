using Azure.Data.Tables;
using StockFlow.Storage;

namespace StockFlow.Auditing;

/// <summary>The table of the audit: up to where each SKU was found right, and the differences.</summary>
internal sealed class AuditTables(TableServiceClient service) : ITableSet
{
    public TableClient Audit { get; } = service.GetTableClient("audit");

    /// <summary>Creates the table where it is missing.</summary>
    public Task CreateAsync(CancellationToken cancellationToken) => Audit.CreateIfNotExistsAsync(cancellationToken);
}
