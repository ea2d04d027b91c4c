using System.Text.Json.Serialization;

namespace StockFlow.Auditing;

/// <summary>What does not agree with what. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AuditKind>))]
public enum AuditKind
{
    /// <summary>A record can't be read, or the head of a SKU that has a journal is missing.</summary>
    Unreadable,

    /// <summary>A level is not what the journal adds up to.</summary>
    LevelDiffers,

    /// <summary>The reserved or backordered units of a location are not what orders and transfers hold there.</summary>
    ReservedDiffers,

    /// <summary>Journal entries are missing, or one does not begin where the one before ended.</summary>
    JournalBroken,

    /// <summary>Units are held for an order that nobody knows.</summary>
    ReservationWithoutOrder,

    /// <summary>An order is done and nothing was ever set for a SKU it wants.</summary>
    ReservationMissing,

    /// <summary>An order is done and holds something else than its newest revision wants, or its parts do not add up.</summary>
    ReservationDiffers,

    /// <summary>An order is done, wants none of a SKU, and still holds units.</summary>
    ReservationNotWanted,

    /// <summary>The number of orders that wait for a SKU is not how many do.</summary>
    WaitingDiffers,

    /// <summary>An order waits for units and has no place among those that wait, so it would never be given any.</summary>
    WaitingMissing,

    /// <summary>A place among those that wait is of an order that does not.</summary>
    WaitingStale,

    /// <summary>Units are set aside or on the way for a transfer that nobody knows.</summary>
    TransferWithoutDocument,

    /// <summary>The ledger has done something else for a settled transfer than its document says.</summary>
    TransferDiffers,

    /// <summary>An order was taken in long ago and is still not done.</summary>
    OrderUnfinished,

    /// <summary>An order has a line in quarantine and is not on the list that lets it go on.</summary>
    QuarantineMissing,

    /// <summary>An order is on the list of quarantine and waits for nothing there.</summary>
    QuarantineStale,

    /// <summary>A snapshot of the levels is not what the journal adds up to at its position, or can't be read.</summary>
    SnapshotDiffers,

    /// <summary>An unpaid order holds units and is not on the list that lets go of them at the deadline.</summary>
    HoldMissing,

    /// <summary>A deadline is listed for an order that nobody knows.</summary>
    HoldStale,

    /// <summary>An order waits for units and is not on the list that people and alerts look at.</summary>
    ShortfallMissing,

    /// <summary>The list of shortfalls says something else than the order's lines.</summary>
    ShortfallDiffers,

    /// <summary>An order is on the list of shortfalls and waits for nothing there.</summary>
    ShortfallStale,

    /// <summary>A stocktake says that a variance was posted, and the ledger says otherwise.</summary>
    CountDiffers,

    /// <summary>A stocktake is being closed or posted and is not on the list of those that somebody goes on with.</summary>
    CountForgotten,
}
