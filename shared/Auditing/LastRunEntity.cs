using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;

namespace StockFlow.Auditing;

/// <summary>The last run of the audit that has ended.</summary>
internal sealed class LastRunEntity : ITableEntity
{
    public const string Partition = "run";

    public const string Row = "last";

    public string PartitionKey { get; set; } = Partition;

    public string RowKey { get; set; } = Row;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    [DataMember(Name = "StartedAt")]
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>When the last full run was started; null before the first.</summary>
    [DataMember(Name = "FullAt")]
    public DateTimeOffset? FullAt { get; set; }
}
