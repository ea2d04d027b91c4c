using System.Diagnostics;
using SQLitePCL;

namespace StockFlow.Bench;

/// <summary>
/// What the machine can do at best: a bare loop over SQLite that writes as many rows an operation as the scenario did,
/// with the same fsync, 100 operations a commit. A scenario's rate divided by this compares across machines.
/// </summary>
public static class Yardstick
{
    private const int OperationsPerCommit = 100;
    private const int RowBytes = 200;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    /// <param name="folder">On the same disk as the scenario's store.</param>
    /// <param name="rowsPerOperation">Rows the scenario changed for each operation.</param>
    /// <returns>Operations a second.</returns>
    public static double Measure(string folder, double rowsPerOperation)
    {
        Batteries_V2.Init();
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "yardstick.db");
        Check(raw.sqlite3_open(path, out var connection));
        using (connection)
        {
            Run(connection, "PRAGMA journal_mode=WAL");
            Run(connection, "PRAGMA synchronous=FULL");
            Run(connection, "CREATE TABLE rows(pk TEXT, rk TEXT, data BLOB, PRIMARY KEY(pk, rk)) WITHOUT ROWID");
            Check(raw.sqlite3_prepare_v2(connection, "INSERT INTO rows VALUES(?1, ?2, ?3)", out var insert));
            using (insert)
            {
                return Loop(connection, insert, rowsPerOperation);
            }
        }
    }

    private static double Loop(sqlite3 connection, sqlite3_stmt insert, double rowsPerOperation)
    {
        var data = new byte[RowBytes];
        new Random(1).NextBytes(data);
        long operations = 0, rows = 0;
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Duration)
        {
            Run(connection, "BEGIN IMMEDIATE");
            operations += OperationsPerCommit;
            for (var wanted = (long)(operations * rowsPerOperation); rows < wanted; rows++)
            {
                raw.sqlite3_bind_text(insert, 1, "partition");
                raw.sqlite3_bind_text(insert, 2, rows.ToString("D19"));
                raw.sqlite3_bind_blob(insert, 3, data);
                raw.sqlite3_step(insert);
                raw.sqlite3_reset(insert);
            }

            Run(connection, "COMMIT");
        }

        return operations / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Run(sqlite3 connection, string sql) => Check(raw.sqlite3_exec(connection, sql));

    private static void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw new InvalidOperationException($"The yardstick failed: SQLite {code}.");
        }
    }
}
