using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using StockFlow.Orders;
using StockFlow.Stock;

namespace StockFlow.Storage.Waiting;

/// <summary>One SKU that an order waits for.</summary>
internal sealed class ShortfallEntity : ITableEntity
{
    public string PartitionKey { get; set; } = string.Empty;

    public string RowKey { get; set; } = string.Empty;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    [DataMember(Name = "Revision")]
    public int Revision { get; set; }

    [DataMember(Name = "ShortUnits")]
    public int ShortUnits { get; set; }

    [DataMember(Name = "BackorderedUnits")]
    public int BackorderedUnits { get; set; }

    [DataMember(Name = "PreorderedUnits")]
    public int PreorderedUnits { get; set; }

    [DataMember(Name = "Since")]
    public DateTimeOffset Since { get; set; }

    [DataMember(Name = "ShortSince")]
    public DateTimeOffset? ShortSince { get; set; }

    [DataMember(Name = "WaitingSince")]
    public DateTimeOffset WaitingSince { get; set; }

    [DataMember(Name = "ExpectedAt")]
    public DateTimeOffset? ExpectedAt { get; set; }

    [DataMember(Name = "ReleaseAt")]
    public DateTimeOffset? ReleaseAt { get; set; }

    [DataMember(Name = "AlertedAt")]
    public DateTimeOffset? AlertedAt { get; set; }

    public static string Partition(OrderId order) => KeyText.From(string.Empty, order);

    public static string Row(Sku sku) => KeyText.From(sku.Value);

    public static ShortfallEntity From(Shortfall shortfall) => new()
    {
        PartitionKey = Partition(shortfall.Order),
        RowKey = Row(shortfall.Sku),
        Revision = shortfall.Revision,
        ShortUnits = shortfall.ShortUnits,
        BackorderedUnits = shortfall.BackorderedUnits,
        PreorderedUnits = shortfall.PreorderedUnits,
        Since = shortfall.Since,
        ShortSince = shortfall.ShortSince,
        WaitingSince = shortfall.WaitingSince,
        ExpectedAt = shortfall.ExpectedAt,
        ReleaseAt = shortfall.ReleaseAt,
        AlertedAt = shortfall.AlertedAt,
    };

    public Shortfall ToShortfall() => new(
        KeyText.ToOrder(PartitionKey, 0),
        Sku.Parse(KeyText.ToText(RowKey)),
        Revision,
        ShortUnits,
        BackorderedUnits,
        PreorderedUnits,
        Since,
        ShortSince,
        WaitingSince,
        ExpectedAt,
        ReleaseAt,
        AlertedAt);
}
