using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;

namespace StockFlow.Storage.Ledger;

/// <summary>
/// Some hundred journal pages in one entity, keyed by their last position as a page is by its own. Never changed: a piece that was added
/// holds those pages for good.
/// </summary>
internal sealed class ArchiveEntity : ITableEntity
{
    public string PartitionKey { get; set; } = string.Empty;

    public string RowKey { get; set; } = string.Empty;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    [DataMember(Name = "First")]
    public long FirstPosition { get; set; }

    [DataMember(Name = "Last")]
    public long LastPosition { get; set; }

    /// <summary>See <see cref="ArchiveText"/>.</summary>
    [DataMember(Name = "Pages")]
    public byte[] Pages { get; set; } = [];
}
