namespace StockFlow.Transfers;

/// <summary>Where a transfer is, as people see it.</summary>
public enum TransferState
{
    /// <summary>Its units are being set aside.</summary>
    Planning,

    /// <summary>All units are set aside at the source; no channel sells them.</summary>
    Planned,

    /// <summary>Units are on the way.</summary>
    InTransit,

    /// <summary>Nothing is on the way any more: all that left was received or lost.</summary>
    Completed,

    /// <summary>Given back before anything left.</summary>
    Cancelled,

    /// <summary>Not done, because a line asked for more than there was.</summary>
    Refused,
}
