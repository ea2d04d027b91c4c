using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>The head of a SKU's partition. Every transaction replaces it with If-Match, so its ETag guards the whole partition.</summary>
internal sealed class HeadEntity : ITableEntity
{
    /// <summary>The rules and layout that wrote this head.</summary>
    public const int CurrentVersion = 1;

    public string PartitionKey { get; set; } = string.Empty;

    public string RowKey { get; set; } = StockKeys.Head;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    [DataMember(Name = "Version")]
    public int Version { get; set; }

    [DataMember(Name = "Position")]
    public long Position { get; set; }

    /// <summary>See <see cref="LevelText"/>.</summary>
    [DataMember(Name = "Levels")]
    public string Levels { get; set; } = string.Empty;

    /// <summary>See <see cref="PositionText"/>; null in a head that an older program wrote.</summary>
    [DataMember(Name = "Changed")]
    public string? LastChanges { get; set; }

    /// <summary>Orders that wait; null for none.</summary>
    [DataMember(Name = "Waiting")]
    public int? WaitingOrders { get; set; }

    public static HeadEntity From(string partitionKey, SkuLevels levels) => new()
    {
        PartitionKey = partitionKey,
        Version = CurrentVersion,
        Position = levels.Position,
        Levels = LevelText.Format(levels.Locations),
        LastChanges = PositionText.Format(levels.LastChanges),
        WaitingOrders = levels.WaitingOrders == 0 ? null : levels.WaitingOrders,
    };

    /// <exception cref="InvalidDataException">A newer program wrote it.</exception>
    public SkuLevels ToLevels(Sku sku) =>
        Version <= CurrentVersion
            ? new SkuLevels(sku, LevelText.Parse(Levels), Position, WaitingOrders ?? 0) { LastChanges = PositionText.Parse(LastChanges) }
            : throw new InvalidDataException($"The head of {sku} has version {Version}; this program knows {CurrentVersion}. Run the newer program.");
}
