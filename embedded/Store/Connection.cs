using SQLitePCL;

namespace EmbeddedFunctions.Store;

/// <summary>One SQLite connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class Connection : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private readonly List<Statement> _borrowed = [];

    static Connection()
    {
        Batteries_V2.Init();
    }

    public Connection(string path, bool readOnly, int cacheKib)
    {
        // NOMUTEX: the owner of a connection serialises its use.
        var flags = raw.SQLITE_OPEN_NOMUTEX
            | (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        var code = raw.sqlite3_open_v2(path, out _connection, flags, null);
        if (code != raw.SQLITE_OK)
        {
            var message = raw.sqlite3_errmsg(_connection).utf8_to_string();
            _connection.Dispose();
            throw new StoreException(code, $"The store '{path}' can't be opened: {message}. Give a path to a file that this user may write.");
        }

        raw.sqlite3_extended_result_codes(_connection, 1);
        raw.sqlite3_busy_timeout(_connection, 10_000);
        Run($"PRAGMA cache_size=-{cacheKib}");
        Run("PRAGMA temp_store=MEMORY");
    }

    /// <summary>Rows changed on this connection since it was opened.</summary>
    public long RowsChanged => raw.sqlite3_total_changes(_connection);

    /// <summary>False once SQLite has undone the transaction by itself, as it does when the disk is full.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(_connection) == 0;

    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new Statement(_connection, sql, _borrowed);
            _statements.Add(sql, statement);
        }

        return statement.Borrow();
    }

    /// <summary>Takes back what failed work did not give back.</summary>
    public void ReturnStatements()
    {
        while (_borrowed.Count > 0)
        {
            _borrowed[^1].Dispose();
        }
    }

    public void Run(string sql) => Prepare(sql).Execute();

    /// <summary>Runs several statements that are not kept, such as a schema.</summary>
    public void RunScript(string sql)
    {
        var code = raw.sqlite3_exec(_connection, sql, null, null, out var message);
        if (code != raw.SQLITE_OK)
        {
            throw new StoreException(code, $"{message} (SQLite {code}) in a schema script");
        }
    }

    public long ReadInt64(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>Pages written to the log since the last call.</summary>
    public int TakePagesWritten()
    {
        raw.sqlite3_db_status(_connection, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1);
        return pages;
    }

    /// <returns>Pages in the write-ahead log, and pages of it copied into the database.</returns>
    public (int LogPages, int CopiedPages) Checkpoint(int mode)
    {
        // A busy answer is ordinary: readers or the writer hold the end of the log; the next round goes further.
        raw.sqlite3_wal_checkpoint_v2(_connection, null, mode, out var logPages, out var copiedPages);
        return (logPages, copiedPages);
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Close();
        }

        _statements.Clear();
        _connection.Dispose();
    }
}
