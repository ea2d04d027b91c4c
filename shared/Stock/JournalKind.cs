namespace StockFlow.Stock;

/// <summary>What a journal entry records. The numbers are stored: never change one.</summary>
public enum JournalKind
{
    /// <summary>An order's reservation was set: units were reserved, released, shipped or restocked.</summary>
    ReservationSet = 1,

    /// <summary>Units arrived.</summary>
    Received = 2,

    /// <summary>On hand was corrected by a signed delta.</summary>
    Adjusted = 3,

    /// <summary>The safety stock was set.</summary>
    SafetyStockSet = 4,

    /// <summary>The incoming units were set.</summary>
    IncomingSet = 5,

    /// <summary>Units that became available were given to an order that waited for them.</summary>
    BackordersFilled = 6,

    /// <summary>Units of an order came back, to be sold again or written off.</summary>
    Returned = 7,

    /// <summary>A transfer between two locations went on: units were set aside, given back, dispatched, received or lost.</summary>
    TransferSet = 8,

    /// <summary>A stocktake's variance was posted.</summary>
    Counted = 9,

    /// <summary>The self-audit took a level back to what its records prove: the level after it holds, whatever the entries before add up to.</summary>
    Mended = 10,

    /// <summary>Units left without an order.</summary>
    Shipped = 11,

    /// <summary>On hand was set to what the merchant's own books say.</summary>
    OnHandSet = 12,
}
