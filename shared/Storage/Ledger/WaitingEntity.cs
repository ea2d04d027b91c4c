using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using StockFlow.Channels;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>
/// An order that waits for units of the SKU; its key is its place. Holds from where the units may come, so that a fill needs no settings.
/// Stays after a fill until the order sets its reservation again: it is the reminder that the order has to be told.
/// </summary>
internal sealed class WaitingEntity : ITableEntity
{
    public string PartitionKey { get; set; } = string.Empty;

    public string RowKey { get; set; } = string.Empty;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    [DataMember(Name = "Revision")]
    public int Revision { get; set; }

    [DataMember(Name = "Locations")]
    public string Locations { get; set; } = string.Empty;

    [DataMember(Name = "Fallback")]
    public string? FallbackLocations { get; set; }

    /// <summary>See <see cref="SourcingRule"/>; null is by priority.</summary>
    [DataMember(Name = "Sourcing")]
    public string? Sourcing { get; set; }

    /// <summary>Whether the units must come from one location; null if not.</summary>
    [DataMember(Name = "Whole")]
    public bool? IsWhole { get; set; }

    /// <summary>See <see cref="SetReservation.Place"/>; null where the ledger chooses.</summary>
    [DataMember(Name = "Place")]
    public string? Place { get; set; }

    /// <summary>The backorder limit; null for none.</summary>
    [DataMember(Name = "Limit")]
    public int? BackorderLimitUnits { get; set; }

    /// <summary>See <see cref="SetReservation.SharesLimit"/>; null if not.</summary>
    [DataMember(Name = "LimitShared")]
    public bool? SharesLimit { get; set; }

    [DataMember(Name = "NotBefore")]
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>Whether it was given units since its revision was set; null if not.</summary>
    [DataMember(Name = "Filled")]
    public bool? IsFilled { get; set; }

    public static WaitingEntity From(string partitionKey, string rowKey, SetReservation command) => new()
    {
        PartitionKey = partitionKey,
        RowKey = rowKey,
        Revision = command.Revision,
        Locations = string.Join(',', command.Locations),
        FallbackLocations = command.FallbackLocations.Count == 0 ? null : string.Join(',', command.FallbackLocations),
        Sourcing = command.Sourcing == SourcingRule.Priority ? null : command.Sourcing.ToString(),
        IsWhole = command.MaySplit ? null : true,
        Place = command.Place?.Value,
        BackorderLimitUnits = command.BackorderLimitUnits == 0 ? null : command.BackorderLimitUnits,
        SharesLimit = command.SharesLimit ? true : null,
        NotBefore = command.NotBefore?.ToUniversalTime(),
    };

    public WaitingOrder ToWaiting() => new(StockKeys.WaitingSince(RowKey), StockKeys.WaitingOrder(RowKey), Revision, NotBefore, IsFilled ?? false);

    /// <summary>What the order wanted last, without its release date.</summary>
    public SetReservation ToTerms(Sku sku, Reservation onRecord) => new(
        sku,
        onRecord.Order,
        onRecord.Revision,
        onRecord.OpenUnits,
        onRecord.ShippedUnits,
        onRecord.RestockedUnits,
        ParseLocations(Locations),
        ShortagePolicy.Backorder,
        BackorderLimitUnits ?? 0)
    {
        Sourcing = Sourcing is null ? SourcingRule.Priority : Enum.Parse<SourcingRule>(Sourcing),
        MaySplit = IsWhole != true,
        Place = Place is { } place ? LocationId.Parse(place) : null,
        FallbackLocations = ParseLocations(FallbackLocations),
        SharesLimit = SharesLimit == true,
    };

    public bool MayDrawFrom(LocationId location) => Place is { } place
        ? place == location.Value
        : ParseLocations(Locations).Contains(location) || ParseLocations(FallbackLocations).Contains(location);

    /// <summary>The same place, filled.</summary>
    public WaitingEntity Filled()
    {
        var filled = (WaitingEntity)MemberwiseClone();
        filled.IsFilled = true;
        return filled;
    }

    private static LocationId[] ParseLocations(string? text) =>
        string.IsNullOrEmpty(text) ? [] : Array.ConvertAll(text.Split(','), part => LocationId.Parse(part));
}
