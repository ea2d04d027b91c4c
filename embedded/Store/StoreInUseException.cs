namespace EmbeddedFunctions.Store;

/// <summary>Another process has the store's file open: a store has one owner.</summary>
public sealed class StoreInUseException(string path, Exception inner) : IOException(
    $"The store '{path}' is in use by another process. Stop that process, or give this one another path.", inner);
