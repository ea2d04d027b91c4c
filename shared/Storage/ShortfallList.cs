namespace StockFlow.Storage;

/// <summary>Which of the units that orders wait for.</summary>
public enum ShortfallList
{
    /// <summary>All.</summary>
    Any,

    /// <summary>Those that are open: nobody has promised or given them up.</summary>
    Short,

    /// <summary>Those that are promised: backordered or preordered.</summary>
    Promised,
}
