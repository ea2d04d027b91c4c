using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>
/// What one order holds of the SKU. With its revision it is also the command's unique key: a repeated command finds its answer here, so
/// that a reservation costs one entity. Numbers that are mostly zero are left out when they are.
/// </summary>
internal sealed class ReservationEntity : ITableEntity
{
    public string PartitionKey { get; set; } = string.Empty;

    public string RowKey { get; set; } = string.Empty;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    [DataMember(Name = "Revision")]
    public int Revision { get; set; }

    [DataMember(Name = "Released")]
    public bool? Released { get; set; }

    [DataMember(Name = "Open")]
    public int OpenUnits { get; set; }

    [DataMember(Name = "Shipped")]
    public int? ShippedUnits { get; set; }

    [DataMember(Name = "Restocked")]
    public int? RestockedUnits { get; set; }

    [DataMember(Name = "Short")]
    public int? ShortUnits { get; set; }

    [DataMember(Name = "Fallback")]
    public int? FallbackUnits { get; set; }

    /// <summary>See <see cref="Reservation.Place"/>; null where the ledger chose.</summary>
    [DataMember(Name = "Place")]
    public string? Place { get; set; }

    [DataMember(Name = "Returned")]
    public int? ReturnedUnits { get; set; }

    [DataMember(Name = "WrittenOff")]
    public int? WrittenOffUnits { get; set; }

    /// <summary>Unix milliseconds; null where the order does not wait.</summary>
    [DataMember(Name = "WaitingSince")]
    public long? WaitingSinceUnixMilliseconds { get; set; }

    /// <summary>Unix milliseconds; null where the order waits for no date.</summary>
    [DataMember(Name = "NotBefore")]
    public long? NotBeforeUnixMilliseconds { get; set; }

    /// <summary>See <see cref="AllocationText"/>.</summary>
    [DataMember(Name = "Allocations")]
    public string? Allocations { get; set; }

    public static ReservationEntity From(string partitionKey, string rowKey, Reservation reservation) => new()
    {
        PartitionKey = partitionKey,
        RowKey = rowKey,
        Revision = reservation.Revision,
        Released = reservation.Released ? true : null,
        OpenUnits = reservation.OpenUnits,
        ShippedUnits = OrNull(reservation.ShippedUnits),
        RestockedUnits = OrNull(reservation.RestockedUnits),
        ShortUnits = OrNull(reservation.ShortUnits),
        FallbackUnits = OrNull(reservation.FallbackUnits),
        Place = reservation.Place?.Value,
        ReturnedUnits = OrNull(reservation.ReturnedUnits),
        WrittenOffUnits = OrNull(reservation.WrittenOffUnits),
        WaitingSinceUnixMilliseconds = reservation.WaitingSince?.ToUnixTimeMilliseconds(),
        NotBeforeUnixMilliseconds = reservation.NotBefore?.ToUnixTimeMilliseconds(),
        Allocations = AllocationText.Format(reservation.Allocations),
    };

    public Reservation ToReservation() => new(
        StockKeys.OrderOf(RowKey),
        Revision,
        Released ?? false,
        OpenUnits,
        ShippedUnits ?? 0,
        RestockedUnits ?? 0,
        ShortUnits ?? 0,
        AllocationText.Parse(Allocations))
    {
        FallbackUnits = FallbackUnits ?? 0,
        Place = Place is { } place ? LocationId.Parse(place) : null,
        ReturnedUnits = ReturnedUnits ?? 0,
        WrittenOffUnits = WrittenOffUnits ?? 0,
        NotBefore = NotBeforeUnixMilliseconds is { } date ? DateTimeOffset.FromUnixTimeMilliseconds(date) : null,
        WaitingSince = WaitingSinceUnixMilliseconds is { } since ? DateTimeOffset.FromUnixTimeMilliseconds(since) : null,
    };

    private static int? OrNull(int units) => units == 0 ? null : units;
}
