namespace StockFlow.Bench.Cost;

/// <summary>What can be counted. Each request to a table is one transaction, whatever it carries.</summary>
internal enum UseKind
{
    /// <summary>A function was run.</summary>
    Execution,

    /// <summary>A read of one entity by its keys.</summary>
    PointRead,

    /// <summary>A page of a query.</summary>
    Query,

    /// <summary>A write of one entity.</summary>
    Write,

    /// <summary>An entity group transaction.</summary>
    Batch,

    /// <summary>Entities in entity group transactions: not billed, but told, as some sources say they were.</summary>
    BatchedEntities,

    /// <summary>A call to a channel.</summary>
    Call,

    /// <summary>Operations of the message service for sending, one for each 64 KB of a message.</summary>
    Send,
}
