using System.Text.Json;
using EmbeddedFunctions.Store;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace EmbeddedFunctions.DurableTask;

/// <summary>The tables of the engine, and every statement that changes or rebuilds a live orchestration.</summary>
internal static class DurableTables
{
    /// <summary>Running, Pending, Suspended: has not ended. A literal, so that SQLite uses the index of the same condition.</summary>
    public const string IsLive = "status IN (0,6,7)";

    /// <summary>Completed, Failed, Terminated.</summary>
    public const string IsEnded = "status IN (1,3,5)";

    public static readonly string[] Schema =
    [
        """
        CREATE TABLE durable_instances(
            seq INTEGER PRIMARY KEY,
            instance_id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            status INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            start_at INTEGER,
            parent_seq INTEGER,
            parent_generation INTEGER,
            parent_task INTEGER,
            parent_name TEXT,
            parent_id TEXT,
            input TEXT,
            output TEXT,
            custom_status TEXT,
            failure TEXT);
        CREATE INDEX durable_created ON durable_instances(created_at);
        CREATE INDEX durable_live ON durable_instances(created_at) WHERE status IN (0,6,7);
        CREATE INDEX durable_failed ON durable_instances(created_at) WHERE status IN (3,5);
        CREATE INDEX durable_children ON durable_instances(parent_seq) WHERE parent_seq IS NOT NULL;
        CREATE TABLE durable_history(
            seq INTEGER NOT NULL,
            episode INTEGER NOT NULL,
            at INTEGER NOT NULL,
            events BLOB NOT NULL,
            PRIMARY KEY(seq, episode)) WITHOUT ROWID;
        CREATE TABLE durable_inbox(
            id INTEGER PRIMARY KEY,
            seq INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            task_id INTEGER NOT NULL,
            name TEXT,
            payload TEXT);
        CREATE INDEX durable_inbox_seq ON durable_inbox(seq);
        CREATE TABLE durable_numbers(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        """,
        "ALTER TABLE durable_instances ADD COLUMN version TEXT NOT NULL DEFAULT '';",
    ];

    private const string Columns =
        "seq, instance_id, name, status, generation, created_at, start_at, input, version, parent_seq, parent_generation, parent_task, parent_name, parent_id";

    /// <summary>The highest number ever given to an instance, purged ones included.</summary>
    public static long LastSequence(StoreScope scope)
    {
        using var read = scope.Prepare(
            "SELECT MAX((SELECT IFNULL(MAX(seq), 0) FROM durable_instances), (SELECT IFNULL(MAX(value), 0) FROM durable_numbers WHERE name='seq'))");
        return read.Step() ? read.Int64(0) : 0;
    }

    public static long LastInboxId(StoreScope scope)
    {
        using var read = scope.Prepare("SELECT IFNULL(MAX(id), 0) FROM durable_inbox");
        return read.Step() ? read.Int64(0) : 0;
    }

    public static long Number(StoreScope scope, string name)
    {
        using var read = scope.Prepare("SELECT value FROM durable_numbers WHERE name=?1").Bind(1, name);
        return read.Step() ? read.Int64(0) : 0;
    }

    public static void SetNumber(WriteScope scope, string name, long value) => scope.Prepare(
        "INSERT INTO durable_numbers(name, value) VALUES(?1, ?2) ON CONFLICT(name) DO UPDATE SET value=?2")
        .Bind(1, name).Bind(2, value).Execute();

    /// <summary>Keeps the numbers of instances that are about to be deleted from being given again.</summary>
    public static void KeepLastSequence(WriteScope scope) => SetNumber(scope, "seq", LastSequence(scope));

    public static void Insert(WriteScope scope, InstanceRow row) => scope.Prepare(
        $"INSERT INTO durable_instances({Columns}, updated_at) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?6)")
        .Bind(1, row.Sequence).Bind(2, row.InstanceId).Bind(3, row.Name).Bind(4, (long)row.Status).Bind(5, row.Generation)
        .Bind(6, row.CreatedTicks).Bind(7, row.StartTicks).Bind(8, row.Input).Bind(9, row.Version)
        .Bind(10, row.Parent?.Sequence).Bind(11, (long?)row.Parent?.Generation).Bind(12, (long?)row.Parent?.TaskId)
        .Bind(13, row.Parent?.Name).Bind(14, row.Parent?.InstanceId).Execute();

    public static (long Sequence, OrchestrationRuntimeStatus Status)? Find(StoreScope scope, string instanceId)
    {
        using var read = scope.Prepare("SELECT seq, status FROM durable_instances WHERE instance_id=?1").Bind(1, instanceId);
        return read.Step() ? (read.Int64(0), (OrchestrationRuntimeStatus)read.Int64(1)) : null;
    }

    /// <returns>1, or 0 if there was no such instance.</returns>
    public static int Delete(WriteScope scope, long sequence)
    {
        DeleteHistory(scope, sequence);
        scope.Prepare("DELETE FROM durable_inbox WHERE seq=?1").Bind(1, sequence).Execute();
        return scope.Prepare("DELETE FROM durable_instances WHERE seq=?1").Bind(1, sequence).Execute();
    }

    public static void DeleteHistory(WriteScope scope, long sequence) =>
        scope.Prepare("DELETE FROM durable_history WHERE seq=?1").Bind(1, sequence).Execute();

    public static void AddToInbox(WriteScope scope, long sequence, Message message) => scope.Prepare(
        "INSERT INTO durable_inbox(id, seq, kind, generation, task_id, name, payload) VALUES(?1,?2,?3,?4,?5,?6,?7)")
        .Bind(1, message.InboxId).Bind(2, sequence).Bind(3, (long)message.Event.Kind).Bind(4, message.Generation)
        .Bind(5, message.Event.TaskId).Bind(6, message.Event.Name).Bind(7, message.Event.Payload).Execute();

    public static void RemoveFromInbox(WriteScope scope, long id) =>
        scope.Prepare("DELETE FROM durable_inbox WHERE id=?1").Bind(1, id).Execute();

    public static void AddHistory(WriteScope scope, long sequence, int episode, long ticks, ReadOnlySpan<byte> events) => scope.Prepare(
        "INSERT INTO durable_history(seq, episode, at, events) VALUES(?1,?2,?3,?4)")
        .Bind(1, sequence).Bind(2, episode).Bind(3, ticks).Bind(4, events).Execute();

    public static bool IsStillLive(StoreScope scope, long sequence)
    {
        using var read = scope.Prepare($"SELECT 1 FROM durable_instances WHERE seq=?1 AND {IsLive}").Bind(1, sequence);
        return read.Step();
    }

    public static void SetStatus(WriteScope scope, long sequence, OrchestrationRuntimeStatus status, long ticks) => scope.Prepare(
        "UPDATE durable_instances SET status=?2, updated_at=?3 WHERE seq=?1")
        .Bind(1, sequence).Bind(2, (long)status).Bind(3, ticks).Execute();

    public static void SetCustomStatus(WriteScope scope, long sequence, string? customStatus, long ticks) => scope.Prepare(
        "UPDATE durable_instances SET custom_status=?2, updated_at=?3 WHERE seq=?1")
        .Bind(1, sequence).Bind(2, customStatus).Bind(3, ticks).Execute();

    public static void End(WriteScope scope, long sequence, Completion completion, long ticks)
    {
        scope.Prepare("UPDATE durable_instances SET status=?2, output=?3, failure=?4, updated_at=?5 WHERE seq=?1")
            .Bind(1, sequence).Bind(2, (long)completion.Status).Bind(3, completion.Output)
            .Bind(4, completion.Failure is { } failure ? JsonSerializer.Serialize(failure) : null).Bind(5, ticks).Execute();
        scope.Prepare("DELETE FROM durable_inbox WHERE seq=?1").Bind(1, sequence).Execute();
    }

    /// <param name="version">Null keeps the one it has.</param>
    public static void StartOver(WriteScope scope, long sequence, int generation, string? input, string? version, long ticks)
    {
        DeleteHistory(scope, sequence);
        scope.Prepare("UPDATE durable_instances SET generation=?2, input=?3, updated_at=?4, version=IFNULL(?5, version), status=0 WHERE seq=?1")
            .Bind(1, sequence).Bind(2, generation).Bind(3, input).Bind(4, ticks).Bind(5, version).Execute();
    }

    public static List<long> LiveChildren(StoreScope scope, long sequence) =>
        Children(scope, sequence).FindAll(child => IsStillLive(scope, child));

    public static List<long> Children(StoreScope scope, long sequence)
    {
        using var read = scope.Prepare("SELECT seq FROM durable_instances WHERE parent_seq=?1").Bind(1, sequence);
        var children = new List<long>();
        while (read.Step())
        {
            children.Add(read.Int64(0));
        }

        return children;
    }

    /// <summary>An instance that has not ended.</summary>
    /// <returns>Null if there is none of this number, or it has ended.</returns>
    public static InstanceRow? Live(StoreScope scope, long sequence)
    {
        using var read = scope.Prepare($"SELECT {Columns} FROM durable_instances WHERE seq=?1 AND {IsLive}").Bind(1, sequence);
        return read.Step() ? ReadRow(read) : null;
    }

    public static List<long> AllLive(StoreScope scope)
    {
        using var read = scope.Prepare($"SELECT seq FROM durable_instances WHERE {IsLive} ORDER BY created_at, seq");
        var live = new List<long>();
        while (read.Step())
        {
            live.Add(read.Int64(0));
        }

        return live;
    }

    public static List<HistoryRow> History(StoreScope scope, long sequence)
    {
        using var read = scope.Prepare("SELECT episode, at, events FROM durable_history WHERE seq=?1 ORDER BY episode").Bind(1, sequence);
        var rows = new List<HistoryRow>();
        while (read.Step())
        {
            rows.Add(new HistoryRow((int)read.Int64(0), read.Int64(1), HistoryCodec.Read(read.Blob(2))));
        }

        return rows;
    }

    public static List<Message> Inbox(StoreScope scope, long sequence)
    {
        using var read = scope.Prepare("SELECT id, kind, generation, task_id, name, payload FROM durable_inbox WHERE seq=?1 ORDER BY id")
            .Bind(1, sequence);
        var messages = new List<Message>();
        while (read.Step())
        {
            var item = new HistoryEvent((EventKind)read.Int64(1), (int)read.Int64(3), read.TextOrNull(4), read.TextOrNull(5));
            messages.Add(new Message(item, (int)read.Int64(2), read.Int64(0)));
        }

        return messages;
    }

    private static InstanceRow ReadRow(Statement read) => new(
        read.Int64(0),
        read.Text(1),
        read.Text(2),
        (OrchestrationRuntimeStatus)read.Int64(3),
        (int)read.Int64(4),
        read.Int64(5),
        read.Int64OrNull(6),
        read.TextOrNull(7),
        read.Text(8),
        read.IsNull(9) ? null : new ParentLink(read.Int64(9), (int)read.Int64(10), (int)read.Int64(11), read.Text(12), read.Text(13)));
}
