using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>How far one transfer has come with the SKU. Numbers that are mostly zero are left out when they are.</summary>
internal sealed class TransferEntity : ITableEntity
{
    public string PartitionKey { get; set; } = string.Empty;

    public string RowKey { get; set; } = string.Empty;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    [DataMember(Name = "From")]
    public string From { get; set; } = string.Empty;

    [DataMember(Name = "To")]
    public string To { get; set; } = string.Empty;

    [DataMember(Name = "Planned")]
    public int PlannedUnits { get; set; }

    [DataMember(Name = "Released")]
    public int? ReleasedUnits { get; set; }

    [DataMember(Name = "Dispatched")]
    public int? DispatchedUnits { get; set; }

    [DataMember(Name = "Received")]
    public int? ReceivedUnits { get; set; }

    [DataMember(Name = "Lost")]
    public int? LostUnits { get; set; }

    public static TransferEntity Of(string partitionKey, string rowKey, StockTransfer transfer) => new()
    {
        PartitionKey = partitionKey,
        RowKey = rowKey,
        From = transfer.From.Value,
        To = transfer.To.Value,
        PlannedUnits = transfer.PlannedUnits,
        ReleasedUnits = OrNull(transfer.ReleasedUnits),
        DispatchedUnits = OrNull(transfer.DispatchedUnits),
        ReceivedUnits = OrNull(transfer.ReceivedUnits),
        LostUnits = OrNull(transfer.LostUnits),
    };

    public StockTransfer ToTransfer() => new(
        StockKeys.TransferOf(RowKey),
        LocationId.Parse(From),
        LocationId.Parse(To),
        PlannedUnits,
        ReleasedUnits ?? 0,
        DispatchedUnits ?? 0,
        ReceivedUnits ?? 0,
        LostUnits ?? 0);

    private static int? OrNull(int units) => units == 0 ? null : units;
}
