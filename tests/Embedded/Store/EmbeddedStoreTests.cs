using System.Diagnostics;
using EmbeddedFunctions.Store;
using Xunit;

namespace StockFlow.Tests.Embedded.Store;

public sealed class EmbeddedStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stockflow-store-").FullName;
    private readonly EmbeddedStore _store;

    public EmbeddedStoreTests()
    {
        _store = EmbeddedStores.Open(StorePath, new EmbeddedStoreOptions { CheckpointPages = 50, CheckpointBlockingPages = 2_000 });
        _store.EnsureSchema("test", "CREATE TABLE test(id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string StorePath => Path.Combine(_folder, "store.db");

    [Fact]
    public async Task A_failing_item_undoes_itself_and_nobody_else_of_its_group()
    {
        using var gate = new ManualResetEventSlim();
        var blocker = _store.WriteAsync(_ => gate.Wait(TimeSpan.FromMinutes(1)), Cancellation);
        var first = Insert(1);
        var failing = _store.WriteAsync<bool>(
            scope =>
            {
                scope.Prepare("INSERT INTO test(id, text) VALUES(2, 'x')").Execute();
                throw new InvalidDataException("no");
            },
            Cancellation);
        var last = Insert(3);

        gate.Set();
        await blocker;
        await Assert.ThrowsAsync<InvalidDataException>(() => failing);
        await Task.WhenAll(first, last);

        Assert.Equal([1, 3], Ids());
    }

    [Fact]
    public async Task Undone_work_leaves_nothing_and_still_answers()
    {
        var ran = false;

        var answer = await _store.WriteAsync(
            scope =>
            {
                scope.Prepare("INSERT INTO test(id, text) VALUES(1, 'x')").Execute();
                scope.AfterCommit(() => ran = true);
                scope.Undo();
                return 42;
            },
            Cancellation);
        await Insert(2);

        Assert.Equal(42, answer);
        Assert.False(ran);
        Assert.Equal([2], Ids());
    }

    [Fact]
    public async Task Work_that_leaves_a_statement_open_and_throws_does_not_harm_the_next()
    {
        await Assert.ThrowsAsync<StoreException>(() => _store.WriteAsync(
            scope => scope.Prepare("INSERT INTO test(id, text) VALUES(1, ?1)").Bind(2, "no such parameter").Execute(), Cancellation));

        await _store.WriteAsync(scope => scope.Prepare("INSERT INTO test(id, text) VALUES(1, ?1)").Bind(1, "x").Execute(), Cancellation);

        Assert.Equal([1], Ids());
    }

    [Fact]
    public async Task A_whole_transaction_that_is_undone_is_acknowledged_to_nobody()
    {
        using var gate = new ManualResetEventSlim();
        var blocker = _store.WriteAsync(_ => gate.Wait(TimeSpan.FromMinutes(1)), Cancellation);
        var before = Insert(1);
        var undoing = _store.WriteAsync<bool>(
            scope =>
            {
                // What SQLite does by itself when the disk is full: it undoes the transaction, and reports the failed statement.
                scope.Run("ROLLBACK");
                throw new InvalidDataException("disk full");
            },
            Cancellation);
        var after = Insert(2);

        gate.Set();
        await Assert.ThrowsAnyAsync<Exception>(() => undoing);
        var lost = await Task.WhenAll(new Task[] { blocker, before, after }.Select(async task => await Record.ExceptionAsync(() => task) is not null));
        await Insert(3);

        // Whoever was in the transaction is told so; whoever was not is written.
        var ids = Ids();
        Assert.Equal(lost[1], !ids.Contains(1));
        Assert.Equal(lost[2], !ids.Contains(2));
        Assert.Contains(3, ids);
    }

    [Fact]
    public async Task Actions_run_after_the_commit_in_order_and_before_the_caller_goes_on()
    {
        var order = new List<string>();

        await _store.WriteAsync(
            scope =>
            {
                scope.AfterCommit(() => order.Add($"first {Ids().Count}"));
                scope.AfterCommit(() => order.Add("second"));
                scope.Prepare("INSERT INTO test(id, text) VALUES(1, 'x')").Execute();
                order.Add("work");
                return true;
            },
            Cancellation);
        order.Add("caller");

        Assert.Equal(["work", "first 1", "second", "caller"], order);
    }

    [Fact]
    public async Task After_an_action_that_throws_the_write_stands_and_no_other_is_taken()
    {
        await _store.WriteAsync(
            scope =>
            {
                scope.Prepare("INSERT INTO test(id, text) VALUES(1, 'x')").Execute();
                scope.AfterCommit(() => throw new InvalidDataException("no"));
                return true;
            },
            Cancellation);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Insert(2));

        Assert.IsType<InvalidDataException>(refused.InnerException);
        Assert.Equal([1], Ids());
    }

    [Fact]
    public async Task Cancelled_work_that_has_not_begun_never_runs()
    {
        using var gate = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        var blocker = _store.WriteAsync(_ => gate.Wait(TimeSpan.FromMinutes(1)), Cancellation);
        var cancelled = _store.WriteAsync(scope => scope.Prepare("INSERT INTO test(id, text) VALUES(1, 'x')").Execute(), cancellation.Token);

        await cancellation.CancelAsync();
        gate.Set();
        await blocker;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Empty(Ids());
    }

    [Fact]
    public void A_schema_grows_by_scripts_that_run_once()
    {
        _store.EnsureSchema("grows", "CREATE TABLE grows(a)");
        _store.EnsureSchema("grows", "CREATE TABLE grows(a)", "ALTER TABLE grows ADD COLUMN b");

        Assert.Throws<InvalidOperationException>(() => _store.EnsureSchema("grows", "CREATE TABLE grows(a)"));
    }

    [Fact]
    public async Task A_second_process_is_refused_with_a_reason()
    {
        using var child = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "StockFlow.CrashChild.dll"), StorePath, "1"])
        { RedirectStandardError = true })!;

        var errors = await child.StandardError.ReadToEndAsync(Cancellation);
        await child.WaitForExitAsync(Cancellation);

        Assert.NotEqual(0, child.ExitCode);
        Assert.Contains("is in use by another process", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_writers_each_see_their_own_write_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                var id = (caller * 1_000) + i;
                await Insert(id);
                Assert.True(_store.Read(scope =>
                {
                    using var row = scope.Prepare("SELECT 1 FROM test WHERE id=?1").Bind(1, id);
                    return row.Step();
                }));
            }
        })));

        Assert.Equal(1_600, Ids().Count);
        Assert.Equal(0, _store.PendingWrites);
    }

    [Fact]
    public async Task The_log_stays_bounded_under_continuous_writes()
    {
        var text = new string('x', 4_000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                await _store.WriteAsync(
                    scope => scope.Prepare("INSERT INTO test(text) VALUES(?1)").Bind(1, text).Execute(), Cancellation);
            }
        })));

        // 4,000 rows of a page and more each: without checkpoints the log would hold at least 16 MB.
        Assert.InRange(new FileInfo(StorePath + "-wal").Length, 0, 2_500 * 4_096L);
    }

    [Fact]
    public async Task Reads_under_way_end_well_when_the_store_is_closed()
    {
        await Insert(1);
        using var reading = new ManualResetEventSlim();
        using var closed = new ManualResetEventSlim();
        var read = Task.Run(
            () => _store.Read(scope =>
            {
                reading.Set();
                closed.Wait(TimeSpan.FromMinutes(1));
                using var row = scope.Prepare("SELECT COUNT(*) FROM test");
                row.Step();
                return row.Int64(0);
            }),
            Cancellation);
        reading.Wait(Cancellation);

        _store.Dispose();
        closed.Set();

        Assert.Equal(1, await read);
        Assert.Throws<ObjectDisposedException>(() => Ids());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Insert(2));
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<int> Insert(int id) =>
        _store.WriteAsync(scope => scope.Prepare("INSERT INTO test(id, text) VALUES(?1, 'x')").Bind(1, id).Execute(), Cancellation);

    private List<long> Ids() => _store.Read(scope =>
    {
        var ids = new List<long>();
        using var rows = scope.Prepare("SELECT id FROM test ORDER BY id");
        while (rows.Step())
        {
            ids.Add(rows.Int64(0));
        }

        return ids;
    });
}
