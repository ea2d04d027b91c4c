using Azure;
using Azure.Data.Tables;

namespace StockFlow.Storage.Ledger;

/// <summary>A SKU in the list of known ones. Written before its head, so the list may name one that never came to be.</summary>
internal sealed class SkuEntity : ITableEntity
{
    public const string Partition = "sku";

    public string PartitionKey { get; set; } = Partition;

    public string RowKey { get; set; } = string.Empty;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }
}
