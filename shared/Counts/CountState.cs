namespace StockFlow.Counts;

/// <summary>Where a stocktake is. The names are stored.</summary>
public enum CountState
{
    /// <summary>People count.</summary>
    Open,

    /// <summary>No more entries; the lines are being compared with the journal.</summary>
    Closing,

    /// <summary>Every line is compared; nothing is posted yet.</summary>
    Closed,

    /// <summary>The variances are being posted.</summary>
    Posting,

    /// <summary>All that could be posted is.</summary>
    Posted,
}
