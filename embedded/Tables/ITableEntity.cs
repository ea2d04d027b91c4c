namespace Azure.Data.Tables;

/// <summary>What every entity has: its two keys, and what the service adds on each write.</summary>
public interface ITableEntity
{
    /// <summary>Names the partition; entities that are written together share it.</summary>
    string PartitionKey { get; set; }

    /// <summary>Unique within the partition, and its order.</summary>
    string RowKey { get; set; }

    /// <summary>When the service last wrote the entity. Ignored on writes.</summary>
    DateTimeOffset? Timestamp { get; set; }

    /// <summary>The version read; a write under this ETag fails if another write came between.</summary>
    ETag ETag { get; set; }
}
