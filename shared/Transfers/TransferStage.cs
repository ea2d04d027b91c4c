namespace StockFlow.Transfers;

/// <summary>What was last asked of a transfer. The names are stored.</summary>
public enum TransferStage
{
    /// <summary>To set its units aside at the source.</summary>
    Planned,

    /// <summary>To let them leave, and to take in what arrives.</summary>
    Dispatched,

    /// <summary>To give everything back before anything left.</summary>
    Cancelled,

    /// <summary>To give everything back, because a line asked for more than there was.</summary>
    Refused,
}
