using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using StockFlow.Orders;
using StockFlow.Stock;

namespace StockFlow.Storage.Quarantine;

/// <summary>One order that waits for one SKU, or that has lines without a usable one.</summary>
internal sealed class QuarantineEntity : ITableEntity
{
    /// <summary>No key of a SKU begins with an escape sign that is followed by no digit.</summary>
    private const string NoSkuPartition = "=none";

    private const string RowPrefix = "o_";

    public string PartitionKey { get; set; } = string.Empty;

    public string RowKey { get; set; } = string.Empty;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    [DataMember(Name = "Revision")]
    public int Revision { get; set; }

    [DataMember(Name = "Reason")]
    public string Reason { get; set; } = string.Empty;

    [DataMember(Name = "Since")]
    public DateTimeOffset Since { get; set; }

    public static string Partition(Sku? sku) => sku is { } known ? KeyText.From(known.Value) : NoSkuPartition;

    public static string Row(OrderId order) => KeyText.From(RowPrefix, order);

    public static QuarantineEntity From(QuarantineEntry entry) => new()
    {
        PartitionKey = Partition(entry.Sku),
        RowKey = Row(entry.Order),
        Revision = entry.Revision,
        Reason = entry.Reason.ToString(),
        Since = entry.Since,
    };

    public QuarantineEntry ToEntry() => new(
        KeyText.ToOrder(RowKey, RowPrefix.Length),
        Revision,
        PartitionKey == NoSkuPartition ? null : Sku.Parse(KeyText.ToText(PartitionKey)),
        Enum.Parse<QuarantineReason>(Reason),
        Since);
}
