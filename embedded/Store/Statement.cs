using System.Text;
using SQLitePCL;

namespace EmbeddedFunctions.Store;

/// <summary>
/// One prepared statement of one connection, borrowed from its scope and given back by <see cref="Dispose"/>.
/// Parameters count from 1, columns from 0. Not for use on two threads.
/// </summary>
public sealed class Statement : IDisposable
{
    private const int ShortTextChars = 128;

    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private readonly string _sql;
    private readonly List<Statement> _borrowed;
    private bool _inUse;

    /// <param name="borrowed">The connection's statements in use; it has few at a time.</param>
    internal Statement(sqlite3 connection, string sql, List<Statement> borrowed)
    {
        _borrowed = borrowed;
        _connection = connection;
        _sql = sql;
        Check(raw.sqlite3_prepare_v3(connection, sql, (uint)raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    internal Statement Borrow()
    {
        if (_inUse)
        {
            throw new InvalidOperationException($"The statement is already being read: {_sql}");
        }

        _inUse = true;
        _borrowed.Add(this);
        return this;
    }

    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public Statement Bind(int index, double value)
    {
        Check(raw.sqlite3_bind_double(_statement, index, value));
        return this;
    }

    /// <summary>Binds text; null binds NULL.</summary>
    public Statement Bind(int index, string? value)
    {
        if (value is null or "" || value.Length > ShortTextChars)
        {
            Check(value is null ? raw.sqlite3_bind_null(_statement, index) : raw.sqlite3_bind_text(_statement, index, value));
            return this;
        }

        // SQLite copies what it is given, so that short text needs no array. An empty span would bind NULL.
        Span<byte> utf8 = stackalloc byte[ShortTextChars * 3];
        Check(raw.sqlite3_bind_text(_statement, index, utf8[..Encoding.UTF8.GetBytes(value, utf8)]));
        return this;
    }

    /// <summary>Binds bytes; an empty span binds an empty blob, not NULL.</summary>
    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, index, 0) : raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    public Statement BindNull(int index)
    {
        Check(raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    /// <summary>Binds a nullable number; null binds NULL.</summary>
    public Statement Bind(int index, long? value) => value is { } number ? Bind(index, number) : BindNull(index);

    /// <summary>Moves to the next row.</summary>
    /// <returns>False when there is none.</returns>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code == raw.SQLITE_DONE)
        {
            return false;
        }

        Check(code);
        return false;
    }

    /// <summary>Runs to the end and gives the statement back, for statements without rows.</summary>
    /// <returns>The number of rows changed.</returns>
    public int Execute()
    {
        try
        {
            while (Step())
            {
            }

            return raw.sqlite3_changes(_connection);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Makes the statement ready for another run with other parameters.</summary>
    public Statement Reset()
    {
        raw.sqlite3_reset(_statement);
        raw.sqlite3_clear_bindings(_statement);
        return this;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public double Double(int column) => raw.sqlite3_column_double(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string() ?? string.Empty;

    /// <summary>The column's bytes, valid until the next step, reset or dispose.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public void Dispose()
    {
        if (_inUse)
        {
            Reset();
            _inUse = false;
            _borrowed.Remove(this);
        }
    }

    internal void Close() => _statement.Dispose();

    private void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            var message = raw.sqlite3_errmsg(_connection).utf8_to_string();
            throw new StoreException(raw.sqlite3_extended_errcode(_connection), $"{message} (SQLite {code}) in: {_sql}");
        }
    }
}
