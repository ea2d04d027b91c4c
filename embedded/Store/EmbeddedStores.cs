namespace EmbeddedFunctions.Store;

/// <summary>
/// The stores open in this process, by file. Clients made from the same connection string share one store.
/// The connection string is <c>EmbeddedStore=path</c>; a relative path starts at the current directory.
/// </summary>
public static class EmbeddedStores
{
    private const string Prefix = "EmbeddedStore=";

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, EmbeddedStore> OpenStores = new(StringComparer.Ordinal);

    /// <summary>Whether a connection string names an embedded store rather than a service over the network.</summary>
    public static bool IsEmbedded(string connectionString) =>
        connectionString.TrimStart().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The open store a connection string names; opened with the system clock if it is not open yet.</summary>
    /// <exception cref="FormatException">The connection string is not of the form <c>EmbeddedStore=path</c>.</exception>
    /// <exception cref="StoreInUseException">Another process owns the file.</exception>
    public static EmbeddedStore Get(string connectionString) => Open(PathOf(connectionString), null);

    /// <summary>Opens a store, or returns the one already open for this file.</summary>
    /// <param name="path">The database file; its folder is created if it is missing.</param>
    /// <param name="options">Used only when this call opens the file. Null stands for the defaults.</param>
    /// <exception cref="StoreInUseException">Another process owns the file.</exception>
    public static EmbeddedStore Open(string path, EmbeddedStoreOptions? options)
    {
        var fullPath = Path.GetFullPath(path);
        lock (Gate)
        {
            if (!OpenStores.TryGetValue(fullPath, out var store))
            {
                store = new EmbeddedStore(fullPath, options ?? new EmbeddedStoreOptions(), () => Forget(fullPath));
                OpenStores.Add(fullPath, store);
            }

            return store;
        }
    }

    /// <summary>The file a connection string names.</summary>
    public static string PathOf(string connectionString)
    {
        var trimmed = connectionString.Trim().TrimEnd(';');
        if (!IsEmbedded(trimmed) || trimmed.Length == Prefix.Length)
        {
            throw new FormatException("The connection string does not name an embedded store. Expected: EmbeddedStore=data/app.db");
        }

        return trimmed[Prefix.Length..];
    }

    private static void Forget(string fullPath)
    {
        lock (Gate)
        {
            OpenStores.Remove(fullPath);
        }
    }
}
