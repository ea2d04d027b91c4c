namespace StockFlow.Counts;

/// <summary>What is known of a line. The names are stored.</summary>
public enum CountLineState
{
    /// <summary>Has entries and is not compared yet.</summary>
    Counted,

    /// <summary>The ledger has units there and nobody counted them. Nothing is posted.</summary>
    Uncounted,

    /// <summary>On hand moved between its entries, so nobody can say from which zone: count it again. Nothing is posted.</summary>
    Recount,

    /// <summary>Counted as the ledger has it.</summary>
    Matches,

    /// <summary>Counted otherwise than the ledger has it.</summary>
    Varies,

    /// <summary>The variance is in the ledger.</summary>
    Posted,

    /// <summary>Another count of it was posted since it was counted. Nothing is posted.</summary>
    Overtaken,
}
