using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>A <see cref="LevelSnapshot"/>, keyed so that the first row from a position's key on is the newest one at or before it. Never changed.</summary>
internal sealed class SnapshotEntity : ITableEntity
{
    public string PartitionKey { get; set; } = string.Empty;

    public string RowKey { get; set; } = string.Empty;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    [DataMember(Name = "Position")]
    public long Position { get; set; }

    /// <summary>UTC, in Unix milliseconds.</summary>
    [DataMember(Name = "At")]
    public long AtUnixMilliseconds { get; set; }

    /// <summary>See <see cref="LevelText"/>.</summary>
    [DataMember(Name = "Levels")]
    public string Levels { get; set; } = string.Empty;

    /// <summary>See <see cref="PositionText"/>.</summary>
    [DataMember(Name = "Changed")]
    public string LastChanges { get; set; } = string.Empty;

    public static SnapshotEntity From(string partitionKey, SkuLevels levels, DateTimeOffset at) => new()
    {
        PartitionKey = partitionKey,
        RowKey = StockKeys.Snapshot(levels.Position),
        Position = levels.Position,
        AtUnixMilliseconds = at.ToUnixTimeMilliseconds(),
        Levels = LevelText.Format(levels.Locations),
        LastChanges = PositionText.Format(levels.LastChanges),
    };

    public LevelSnapshot ToSnapshot(Sku sku) => new(
        new SkuLevels(sku, LevelText.Parse(Levels), Position) { LastChanges = PositionText.Parse(LastChanges) },
        DateTimeOffset.FromUnixTimeMilliseconds(AtUnixMilliseconds));
}
