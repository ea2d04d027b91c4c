namespace EmbeddedFunctions.Store;

/// <summary>A view of the store on one connection: a snapshot to read, and for a write the transaction under way.</summary>
public abstract class StoreScope
{
    internal abstract Connection Connection { get; }

    /// <summary>Borrows a cached prepared statement. Dispose (or Execute) gives it back.</summary>
    /// <param name="sql">One statement; keep it constant, it is the cache's key.</param>
    public Statement Prepare(string sql) => Connection.Prepare(sql);

    /// <summary>Runs a statement without parameters.</summary>
    public void Run(string sql) => Prepare(sql).Execute();
}
