using System.Globalization;
using Azure;
using Azure.Data.Tables;
using StockFlow.Orders;

namespace StockFlow.Storage.Waiting;

/// <summary>One hold: its key says it all, so that the due ones are the first rows.</summary>
internal sealed class HoldEntity : ITableEntity
{
    public const string Partition = "holds";

    private const string DeadlineFormat = "yyyyMMdd'T'HHmmss.fffffff";

    /// <summary>Deadline and underscore.</summary>
    private const int PrefixLength = 24;

    public string PartitionKey { get; set; } = Partition;

    public string RowKey { get; set; } = string.Empty;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public static string Row(OrderHold hold) => KeyText.From(RowsUntil(hold.Until) + "_", hold.Order);

    /// <summary>Comes after the rows of earlier deadlines and before those of this one and later ones.</summary>
    public static string RowsUntil(DateTimeOffset time) => time.UtcDateTime.ToString(DeadlineFormat, CultureInfo.InvariantCulture);

    public static HoldEntity From(OrderHold hold) => new() { RowKey = Row(hold) };

    public OrderHold ToHold() => new(
        KeyText.ToOrder(RowKey, PrefixLength),
        DateTimeOffset.ParseExact(
            RowKey.AsSpan(0, PrefixLength - 1), DeadlineFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal));
}
