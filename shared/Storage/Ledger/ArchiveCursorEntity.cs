using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;

namespace StockFlow.Storage.Ledger;

/// <summary>Where the next run of the archive goes on. A SKU of the same name has other row keys.</summary>
internal sealed class ArchiveCursorEntity : ITableEntity
{
    public const string Key = "cursor";

    public string PartitionKey { get; set; } = Key;

    public string RowKey { get; set; } = Key;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    /// <summary>The last SKU visited; null to begin with the first.</summary>
    [DataMember(Name = "After")]
    public string? After { get; set; }
}
