using System.Collections.Concurrent;
using System.Threading.Channels;
using EmbeddedFunctions.Gates;
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
    private const int ReaderCacheKib = 2_048;

    /// <summary>Reading connections that are kept open; more are opened while more threads read at once.</summary>
    private const int IdleReadersMax = 16;

    private const int PageBytes = 4_096;

    private readonly EmbeddedStoreOptions _options;
    private readonly FileStream _ownership;
    private readonly Connection _writer;
    private readonly ConcurrentBag<Connection> _readers = [];
    private readonly Channel<WriteItem> _queue = Channel.CreateUnbounded<WriteItem>(new() { SingleReader = true });
    private readonly Thread? _thread;
    private readonly Thread? _checkpointThread;
    private readonly Connection? _checkpointer;
    private readonly AutoResetEvent _checkpointWanted = new(false);
    private readonly Action _unregister;
    private readonly List<WriteItem> _committed = [];
    private int _idleReaders;
    private long _pagesWritten;
    private bool _checkpointIsNearlyDone;
    private Exception? _fault;
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
            _writer.Run($"PRAGMA page_size={PageBytes}");
            _writer.Run("PRAGMA foreign_keys=OFF");
            if (Gate is null)
            {
                _writer.Run("PRAGMA journal_mode=WAL");
                _writer.Run("PRAGMA synchronous=FULL");

                // The background thread copies the log; SQLite's own copying would stall a commit.
                _writer.Run("PRAGMA wal_autocheckpoint=0");
                _writer.Run($"PRAGMA journal_size_limit={(long)options.CheckpointBlockingPages * PageBytes}");
            }
            else
            {
                // One connection for everything, which undoes in memory what it must, and leaves the disk to the system.
                _writer.Run("PRAGMA locking_mode=EXCLUSIVE");
                _writer.Run("PRAGMA journal_mode=MEMORY");
                _writer.Run("PRAGMA synchronous=OFF");
            }

            _writer.RunScript("CREATE TABLE IF NOT EXISTS schema_versions(area TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID");
            if (Gate is not null)
            {
                return;
            }

            _checkpointer = new Connection(path, readOnly: false, ReaderCacheKib);
            _checkpointer.Run("PRAGMA wal_autocheckpoint=0");
        }
        catch
        {
            _checkpointer?.Dispose();
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

    /// <summary>What a simulation put at the boundaries of the work on this store; null in production.</summary>
    internal WorkGate? Gate => _options.Gate;

    /// <summary>Writes handed in and not yet acknowledged.</summary>
    public long PendingWrites => Interlocked.Read(ref _pendingWrites);

    /// <summary>Rows inserted, updated and deleted by committed writes since the store was opened.</summary>
    public long RowsChanged => Volatile.Read(ref _rowsChanged);

    /// <summary>Creates or upgrades the tables of one area. Scripts run in order, each once for the life of the file.</summary>
    /// <param name="area">A name of the area's own, such as "tables".</param>
    /// <param name="scripts">Script n takes the area from version n to n+1. Never change a script that has shipped.</param>
    public void EnsureSchema(string area, params string[] scripts)
    {
        Write(scope =>
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
        });
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

    /// <summary>As <see cref="WriteAsync"/>, for callers at start that can do nothing before it is on disk.</summary>
    internal T Write<T>(Func<WriteScope, T> work)
    {
        var written = WriteAsync(work);
        if (Gate is not null)
        {
            Commit(int.MaxValue);
            Acknowledge();
        }

        return written.GetAwaiter().GetResult();
    }

    /// <summary>Writes that wait for <see cref="Commit"/> on a store with a gate.</summary>
    internal int WaitingWrites => (int)PendingWrites - _committed.Count;

    /// <summary>Commits the first of the waiting writes of a store with a gate, in one transaction. Nobody is told yet.</summary>
    /// <param name="countMax">At least 1.</param>
    internal void Commit(int countMax)
    {
        var group = new List<WriteItem>();
        while (group.Count < countMax && _queue.Reader.TryRead(out var item))
        {
            group.Add(item);
        }

        if (group.Count > 0)
        {
            CommitGroup(group);
            _committed.AddRange(group);
        }
    }

    /// <summary>Tells the callers of what was committed. Between the two, a crash leaves them without an answer.</summary>
    internal void Acknowledge()
    {
        Interlocked.Add(ref _pendingWrites, -_committed.Count);
        foreach (var item in _committed)
        {
            item.Complete();
        }

        _committed.Clear();
    }

    /// <summary>Reads a consistent snapshot on the caller's thread.</summary>
    /// <param name="work">Must not keep the scope or a statement.</param>
    public T Read<T>(Func<ReadScope, T> work)
    {
        var connection = TakeReader();
        try
        {
            connection.Run("BEGIN");
            try
            {
                return work(new ReadScope(connection));
            }
            finally
            {
                connection.ReturnStatements();
                connection.Run("COMMIT");
            }
        }
        finally
        {
            GiveBackReader(connection);
        }
    }

    /// <summary>Like <see cref="Read"/>, for work of one statement, which is a snapshot by itself.</summary>
    internal TResult ReadStatement<TState, TResult>(TState state, Func<ReadScope, TState, TResult> work)
    {
        var connection = TakeReader();
        try
        {
            return work(new ReadScope(connection), state);
        }
        finally
        {
            connection.ReturnStatements();
            GiveBackReader(connection);
        }
    }

    /// <summary>Commits what was handed in, then closes the file. With a gate, what waits is dropped, as by a crash.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _queue.Writer.Complete();
        _thread?.Join();
        _checkpointWanted.Set();
        _checkpointThread?.Join();
        CloseIdleReaders();
        _checkpointer?.Dispose();
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

    private Connection TakeReader()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        if (Gate is not null)
        {
            return _writer;
        }

        if (_readers.TryTake(out var connection))
        {
            Interlocked.Decrement(ref _idleReaders);
            return connection;
        }

        return new Connection(Path, readOnly: true, ReaderCacheKib);
    }

    private void GiveBackReader(Connection connection)
    {
        if (connection == _writer)
        {
            return;
        }

        if (Interlocked.Increment(ref _idleReaders) > IdleReadersMax)
        {
            Interlocked.Decrement(ref _idleReaders);
            connection.Dispose();
            return;
        }

        _readers.Add(connection);
        if (Volatile.Read(ref _disposed) != 0)
        {
            // The store was closed during this read: whoever comes last closes the connection.
            CloseIdleReaders();
        }
    }

    private void CloseIdleReaders()
    {
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
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
            foreach (var item in group)
            {
                item.Complete();
            }

            KeepLogBounded();
        }
    }

    private void CommitGroup(List<WriteItem> group)
    {
        var scope = new WriteScope(_writer);
        try
        {
            if (_fault is not null)
            {
                throw new InvalidOperationException($"The store '{Path}' takes no more writes, because an action after an earlier commit failed. Restart.", _fault);
            }

            _writer.Run("BEGIN IMMEDIATE");
            foreach (var item in group)
            {
                RunItem(scope, item);
            }

            _writer.Run("COMMIT");
            Volatile.Write(ref _rowsChanged, _writer.RowsChanged);
        }
        catch (Exception e)
        {
            // The transaction itself failed (disk full, I/O error): nobody in the group is acknowledged.
            RollBack();
            foreach (var item in group)
            {
                item.Fail(e is StoreException failure ? failure.Again() : e);
            }

            return;
        }

        try
        {
            scope.RunAfterCommit();
        }
        catch (Exception e)
        {
            // The group is on disk, so it is acknowledged. But what is kept in memory no longer agrees with the file: stop before that does harm.
            _fault = e;
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
            _writer.ReturnStatements();
            if (!_writer.IsInTransaction)
            {
                // SQLite undid the whole transaction, as it does for a full disk; to go on would commit half of the group.
                throw;
            }

            _writer.Run("ROLLBACK TO item");
        }

        _writer.Run("RELEASE item");
    }

    private void RollBack()
    {
        _writer.ReturnStatements();
        if (_writer.IsInTransaction)
        {
            _writer.Run("ROLLBACK");
        }
    }

    /// <summary>
    /// The log starts over once all of it is copied into the database, which continuous writes would never let happen in the background alone.
    /// So the background copies almost all of it, and the writer the small rest between two commits.
    /// </summary>
    private void KeepLogBounded()
    {
        _pagesWritten += _writer.TakePagesWritten();
        if (Volatile.Read(ref _checkpointIsNearlyDone))
        {
            var (logPages, copiedPages) = _writer.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);

            // What a reader's snapshot still keeps from being copied counts on towards the bounds.
            _pagesWritten = Math.Max(0, logPages - copiedPages);
            Volatile.Write(ref _checkpointIsNearlyDone, false);
        }
        else if (_pagesWritten > _options.CheckpointBlockingPages)
        {
            // The background can't keep up: wait for it, and for readers, but for these at most SQLite's busy timeout.
            _writer.Checkpoint(raw.SQLITE_CHECKPOINT_RESTART);
            _pagesWritten = 0;
        }
        else if (_pagesWritten > _options.CheckpointPages)
        {
            _checkpointWanted.Set();
        }
    }

    private void CheckpointLoop()
    {
        const int RoundsMax = 4;
        const int RestPagesMax = 256;
        while (_checkpointWanted.WaitOne() && Volatile.Read(ref _disposed) == 0)
        {
            if (Volatile.Read(ref _checkpointIsNearlyDone))
            {
                continue;
            }

            var copiedBefore = 0;
            for (var round = 0; round < RoundsMax; round++)
            {
                var (logPages, copiedPages) = _checkpointer!.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);
                if (copiedPages - copiedBefore <= RestPagesMax || logPages == copiedPages)
                {
                    break;
                }

                copiedBefore = copiedPages;
            }

            Volatile.Write(ref _checkpointIsNearlyDone, true);
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
                _completion.SetException(_exception);
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
