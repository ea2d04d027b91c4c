namespace EmbeddedFunctions.Store;

/// <summary>SQLite refused a statement. The transaction or work item that ran it left nothing behind.</summary>
public sealed class StoreException(int code, string message) : IOException(message)
{
    /// <summary>SQLite's extended result code.</summary>
    public int Code { get; } = code;

    /// <summary>An exception of its own for each caller that shares the failure.</summary>
    internal StoreException Again() => new(Code, Message);
}
