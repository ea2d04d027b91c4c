using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;

namespace StockFlow.Tests.Contracts;

/// <summary>An entity with a renamed member, an ignored one, an enum and an empty value.</summary>
public sealed class TablesContractEntity : ITableEntity
{
    public string PartitionKey { get; set; } = string.Empty;

    public string RowKey { get; set; } = string.Empty;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    [DataMember(Name = "u")]
    public long Units { get; set; }

    public DayOfWeek Kind { get; set; }

    public DateTimeOffset Since { get; set; }

    public DateTimeOffset? Until { get; set; }

    [IgnoreDataMember]
    public string? Note { get; set; }
}
