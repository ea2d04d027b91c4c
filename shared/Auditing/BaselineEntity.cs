using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Storage.Ledger;

namespace StockFlow.Auditing;

/// <summary>The levels of a SKU at a position from which its journal is added up.</summary>
internal sealed class BaselineEntity : ITableEntity
{
    /// <summary>The last position where everything was found right: where an ordinary run begins.</summary>
    public const string Partition = "baseline";

    /// <summary>Where a person said that the levels are right whatever the journal before adds up to: where a full run begins.</summary>
    public const string Accepted = "accepted";

    public string PartitionKey { get; set; } = Partition;

    public string RowKey { get; set; } = string.Empty;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    [DataMember(Name = "Position")]
    public long Position { get; set; }

    /// <summary>See <see cref="LevelText"/>.</summary>
    [DataMember(Name = "Levels")]
    public string Levels { get; set; } = string.Empty;

    public static string Row(Sku sku) => KeyText.From(sku.Value);

    public static BaselineEntity From(SkuLevels levels, string partition = Partition) => new()
    {
        PartitionKey = partition,
        RowKey = Row(levels.Sku),
        Position = levels.Position,
        Levels = LevelText.Format(levels.Locations),
    };

    public SkuLevels ToLevels(Sku sku) => new(sku, LevelText.Parse(Levels), Position);
}
