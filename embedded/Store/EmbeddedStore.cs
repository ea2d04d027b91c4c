using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using SQLitePCL;

namespace EmbeddedFunctions.Store;

/// <summary>
/// One SQLite file with one writer. Writes that wait at the same time are committed in one transaction with
/// synchronous=FULL; a write's task ends after that commit is on disk. Reads see snapshots and never wait for the writer.
/// </summary>
/// <remarks>
/// Killed at any instant, the file opens again with every acknowledged write and no part of any other.
/// One process owns a file at a time: a second one gets <see cref="StoreInUseException"/>.
/// </remarks>
public sealed class EmbeddedStore : IDisposable
{
    private const int ReaderCacheKib = 4_096;

    private readonly EmbeddedStoreOptions _options;
    private readonly FileStream _ownership;
    private readonly Connection _writer;
    private readonly ConcurrentBag<Connection> _readers = [];
    private readonly Channel<WriteItem> _queue = Channel.CreateUnbounded<WriteItem>(new() { SingleReader = true });
    private readonly Thread _thread;
    private readonly Thread _checkpointThread;
    private readonly AutoResetEvent _checkpointWanted = new(false);
    private readonly Action _unregister;
    private int _commitsSinceCheckpoint;
    private int _logPages;
    private long _pendingWrites;
    private long _rowsChanged;
    private int _disposed;

    internal EmbeddedStore(string path, EmbeddedStoreOptions options, Action unregister)
    {
        _options = options;
        _unregister = unregister;
        Path = path;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        _ownership = TakeOwnership(path);
        try
        {
            _writer = new Connection(path, readOnly: false, options.WriterCacheKib);
            _writer.Run("PRAGMA page_size=4096");
            _writer.Run("PRAGMA journal_mode=WAL");
            _writer.Run("PRAGMA synchronous=FULL");
            _writer.Run("PRAGMA foreign_keys=OFF");

            // The background thread copies the log; SQLite's own copying would stall a commit.
            _writer.Run("PRAGMA wal_autocheckpoint=0");
            _writer.RunScript("CREATE TABLE IF NOT EXISTS schema_versions(area TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID");
        }
        catch
        {
            _writer?.Dispose();
            _ownership.Dispose();
            throw;
        }

        _thread = new Thread(WriteLoop) { IsBackground = true, Name = "store writer" };
        _thread.Start();
        _checkpointThread = new Thread(CheckpointLoop) { IsBackground = true, Name = "store checkpoint" };
        _checkpointThread.Start();
    }

    /// <summary>The file's absolute path.</summary>
    public string Path { get; }

    /// <summary>The clock of everything on this store.</summary>
    public TimeProvider TimeProvider => _options.TimeProvider;

    /// <summary>Writes handed in and not yet acknowledged.</summary>
    public long PendingWrites => Interlocked.Read(ref _pendingWrites);

    /// <summary>Rows inserted, updated and deleted by committed writes since the store was opened.</summary>
    public long RowsChanged => Volatile.Read(ref _rowsChanged);

    /// <summary>Creates or upgrades the tables of one area. Scripts run in order, each once for the life of the file.</summary>
    /// <param name="area">A name of the area's own, such as "tables".</param>
    /// <param name="scripts">Script n takes the area from version n to n+1. Never change a script that has shipped.</param>
    public void EnsureSchema(string area, params string[] scripts)
    {
        WriteAsync(scope =>
        {
            long version;
            using (var read = scope.Prepare("SELECT version FROM schema_versions WHERE area=?1").Bind(1, area))
            {
                version = read.Step() ? read.Int64(0) : 0;
            }

            if (version > scripts.Length)
            {
                throw new InvalidOperationException(
                    $"The store '{Path}' was written by a newer program: area '{area}' has version {version}, this program knows {scripts.Length}. Run the newer program.");
            }

            for (var i = (int)version; i < scripts.Length; i++)
            {
                scope.Connection.RunScript(scripts[i]);
            }

            scope.Prepare("INSERT INTO schema_versions(area, version) VALUES(?1, ?2) ON CONFLICT(area) DO UPDATE SET version=?2")
                .Bind(1, area).Bind(2, scripts.Length).Execute();
            return true;
        }).GetAwaiter().GetResult();
    }

    /// <summary>Runs the work inside the writer's next transaction.</summary>
    /// <param name="work">
    /// Runs on the writer's thread: no I/O of its own, no waiting. An exception undoes this work alone and is thrown to the caller.
    /// </param>
    /// <param name="cancellationToken">Checked before the work begins; work that has begun is finished.</param>
    /// <returns>The work's result, once it is on disk.</returns>
    public Task<T> WriteAsync<T>(Func<WriteScope, T> work, CancellationToken cancellationToken = default)
    {
        var item = new WriteItem<T>(work, cancellationToken);
        Interlocked.Increment(ref _pendingWrites);
        if (!_queue.Writer.TryWrite(item))
        {
            Interlocked.Decrement(ref _pendingWrites);
            throw new ObjectDisposedException(nameof(EmbeddedStore), $"The store '{Path}' is closed.");
        }

        return item.Task;
    }

    /// <summary>Reads a consistent snapshot on the caller's thread.</summary>
    /// <param name="work">Must not keep the scope or a statement.</param>
    public T Read<T>(Func<ReadScope, T> work)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (!_readers.TryTake(out var connection))
        {
            connection = new Connection(Path, readOnly: true, ReaderCacheKib);
        }

        try
        {
            connection.Run("BEGIN");
            try
            {
                return work(new ReadScope(connection));
            }
            finally
            {
                connection.Run("COMMIT");
            }
        }
        finally
        {
            _readers.Add(connection);
        }
    }

    /// <summary>Commits what was handed in, then closes the file.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _queue.Writer.Complete();
        _thread.Join();
        _checkpointWanted.Set();
        _checkpointThread.Join();
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }

        _writer.Dispose();
        _ownership.Dispose();
        _checkpointWanted.Dispose();
        _unregister();
    }

    private static FileStream TakeOwnership(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new StoreInUseException(path, e);
        }
    }

    private void WriteLoop()
    {
        var reader = _queue.Reader;
        var group = new List<WriteItem>();
        while (reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            group.Clear();
            while (group.Count < _options.GroupSizeMax && reader.TryRead(out var item))
            {
                group.Add(item);
            }

            CommitGroup(group);
            Interlocked.Add(ref _pendingWrites, -group.Count);
            KeepLogBounded();
        }
    }

    private void CommitGroup(List<WriteItem> group)
    {
        var scope = new WriteScope(_writer);
        try
        {
            _writer.Run("BEGIN IMMEDIATE");
            foreach (var item in group)
            {
                RunItem(scope, item);
            }

            _writer.Run("COMMIT");
            Volatile.Write(ref _rowsChanged, _writer.RowsChanged);
            scope.RunAfterCommit();
        }
        catch (Exception e)
        {
            // The transaction itself failed (disk full, I/O error): nobody in the group is acknowledged.
            TryRollBack();
            foreach (var item in group)
            {
                item.Fail(e);
            }
        }

        foreach (var item in group)
        {
            item.Complete();
        }
    }

    private void RunItem(WriteScope scope, WriteItem item)
    {
        if (item.IsCancelled)
        {
            return;
        }

        var afterCommit = scope.AfterCommitCount;
        _writer.Run("SAVEPOINT item");
        scope.BeginItem();
        try
        {
            item.Run(scope);
            if (scope.IsUndone)
            {
                scope.ForgetAfterCommit(afterCommit);
                _writer.Run("ROLLBACK TO item");
            }
        }
        catch (Exception e)
        {
            item.Fail(e);
            scope.ForgetAfterCommit(afterCommit);
            _writer.Run("ROLLBACK TO item");
        }

        _writer.Run("RELEASE item");
    }

    private void TryRollBack()
    {
        try
        {
            _writer.Run("ROLLBACK");
        }
        catch (StoreException)
        {
            // SQLite has already rolled back by itself.
        }
    }

    private void KeepLogBounded()
    {
        if (++_commitsSinceCheckpoint < 64)
        {
            return;
        }

        _commitsSinceCheckpoint = 0;
        _checkpointWanted.Set();
        if (Volatile.Read(ref _logPages) > _options.CheckpointBlockingPages)
        {
            var (logPages, _) = _writer.Checkpoint(raw.SQLITE_CHECKPOINT_RESTART);
            Volatile.Write(ref _logPages, logPages);
        }
    }

    private void CheckpointLoop()
    {
        using var connection = new Connection(Path, readOnly: false, ReaderCacheKib);
        connection.Run("PRAGMA wal_autocheckpoint=0");
        var log = new FileInfo(Path + "-wal");
        while (_checkpointWanted.WaitOne() && _disposed == 0)
        {
            log.Refresh();
            if (log.Exists && log.Length / 4_096 > _options.CheckpointPages)
            {
                var (logPages, copiedPages) = connection.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);
                Volatile.Write(ref _logPages, logPages);
                _ = copiedPages;
            }
        }
    }

    private abstract class WriteItem
    {
        public abstract bool IsCancelled { get; }

        public abstract void Run(WriteScope scope);

        public abstract void Fail(Exception exception);

        public abstract void Complete();
    }

    private sealed class WriteItem<T>(Func<WriteScope, T> work, CancellationToken cancellationToken) : WriteItem
    {
        private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Exception? _exception;
        private T? _result;
        private bool _cancelled;

        public Task<T> Task => _completion.Task;

        public override bool IsCancelled => _cancelled = cancellationToken.IsCancellationRequested;

        public override void Run(WriteScope scope) => _result = work(scope);

        public override void Fail(Exception exception) => _exception ??= exception;

        public override void Complete()
        {
            if (_exception is not null)
            {
                _completion.SetException(ExceptionDispatchInfo.Capture(_exception).SourceException);
            }
            else if (_cancelled)
            {
                _completion.SetCanceled(cancellationToken);
            }
            else
            {
                _completion.SetResult(_result!);
            }
        }
    }
}
