namespace StockFlow.Counts;

/// <summary>What is done with the lines of a stocktake. The numbers are stored.</summary>
public enum CountPhase
{
    /// <summary>Lines are added for what nobody counted.</summary>
    Sweep = 0,

    /// <summary>Lines are compared with the journal.</summary>
    Compare = 1,

    /// <summary>Variances are posted.</summary>
    Post = 2,
}
