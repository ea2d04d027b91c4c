using EmbeddedFunctions.Store;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// The rows of one queue. A row's key is the queue's number and the sequence number, so a queue's messages lie together,
/// new ones are appended, and no other index has to be kept.
/// </summary>
internal sealed class QueueTable(long queueId)
{
    public const string Schema = """
        CREATE TABLE bus_queues(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, next_sequence INTEGER NOT NULL);
        CREATE TABLE bus_messages(key INTEGER PRIMARY KEY, state INTEGER NOT NULL, delivery_count INTEGER NOT NULL,
          enqueued INTEGER NOT NULL, due INTEGER NOT NULL, expires INTEGER NOT NULL, session TEXT, message_id TEXT NOT NULL,
          header BLOB NOT NULL, body BLOB NOT NULL);
        CREATE TABLE bus_message_ids(key INTEGER PRIMARY KEY, seen INTEGER NOT NULL, message_id TEXT NOT NULL);
        CREATE TABLE bus_session_states(queue INTEGER NOT NULL, session TEXT NOT NULL, state BLOB NOT NULL,
          PRIMARY KEY(queue, session)) WITHOUT ROWID;
        """;

    public const int SequenceBits = 48;

    private const string ContentColumns = "key, state, delivery_count, enqueued, due, session, message_id, header, body";

    public long FirstKey { get; } = queueId << SequenceBits;

    public long LastKey { get; } = (queueId << SequenceBits) | ((1L << SequenceBits) - 1);

    public long Key(long sequence) => FirstKey | sequence;

    public void Insert(WriteScope scope, BrokerEntry entry, long dueTicks, StoredMessage content) =>
        scope.Prepare("INSERT INTO bus_messages VALUES(?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
            .Bind(1, Key(entry.Sequence)).Bind(2, (long)entry.State).Bind(3, entry.EnqueuedTicks).Bind(4, dueTicks)
            .Bind(5, entry.ExpiresTicks).Bind(6, content.SessionId).Bind(7, content.MessageId)
            .Bind(8, content.Header).Bind(9, content.Body.Span).Execute();

    public void Delete(WriteScope scope, long sequence) =>
        scope.Prepare("DELETE FROM bus_messages WHERE key=?1").Bind(1, Key(sequence)).Execute();

    public void SetDeliveryCount(WriteScope scope, long sequence, int count) =>
        scope.Prepare("UPDATE bus_messages SET delivery_count=?2 WHERE key=?1").Bind(1, Key(sequence)).Bind(2, count).Execute();

    public void SetState(WriteScope scope, long sequence, EntryState state) =>
        scope.Prepare("UPDATE bus_messages SET state=?2 WHERE key=?1").Bind(1, Key(sequence)).Bind(2, (long)state).Execute();

    public void SetHeader(WriteScope scope, long sequence, byte[] header) =>
        scope.Prepare("UPDATE bus_messages SET header=?2 WHERE key=?1").Bind(1, Key(sequence)).Bind(2, header).Execute();

    /// <summary>Moves a message to another queue. It keeps its sequence number and is deliverable there without end of life.</summary>
    public void MoveTo(WriteScope scope, QueueTable target, long sequence, int deliveryCount) =>
        scope.Prepare("UPDATE bus_messages SET key=?2, state=0, due=0, expires=?3, delivery_count=?4 WHERE key=?1")
            .Bind(1, Key(sequence)).Bind(2, target.Key(sequence)).Bind(3, long.MaxValue).Bind(4, deliveryCount).Execute();

    /// <summary>Makes a scheduled message deliverable under the number it has as if it were sent now.</summary>
    public void Activate(WriteScope scope, long sequence, BrokerEntry enqueued) =>
        scope.Prepare("UPDATE bus_messages SET key=?2, state=0, enqueued=?3, expires=?4 WHERE key=?1")
            .Bind(1, Key(sequence)).Bind(2, Key(enqueued.Sequence)).Bind(3, enqueued.EnqueuedTicks).Bind(4, enqueued.ExpiresTicks).Execute();

    /// <returns>Null when the message is no longer in this queue.</returns>
    public StoredMessage? ReadContent(StoreScope scope, long sequence)
    {
        using var row = scope.Prepare($"SELECT {ContentColumns} FROM bus_messages WHERE key=?1").Bind(1, Key(sequence));
        return row.Step() ? Content(row) : null;
    }

    /// <summary>Messages in any state, in order.</summary>
    /// <param name="scope">The snapshot to read.</param>
    /// <param name="fromSequence">The lowest sequence number.</param>
    /// <param name="count">The most messages.</param>
    /// <param name="sessionId">Null stands for all sessions.</param>
    public List<PeekedRow> Peek(ReadScope scope, long fromSequence, int count, string? sessionId)
    {
        using var row = scope.Prepare(
                $"SELECT {ContentColumns} FROM bus_messages WHERE key BETWEEN ?1 AND ?2 AND (?3 IS NULL OR session=?3) ORDER BY key LIMIT ?4")
            .Bind(1, Key(Math.Max(fromSequence, 0))).Bind(2, LastKey).Bind(3, sessionId).Bind(4, count);
        var rows = new List<PeekedRow>();
        while (row.Step())
        {
            rows.Add(new PeekedRow(row.Int64(0) - FirstKey, (EntryState)row.Int64(1), (int)row.Int64(2), row.Int64(3), Content(row)));
        }

        return rows;
    }

    /// <summary>One page of the queue as it is known at start, without contents.</summary>
    public List<LoadedRow> LoadPage(ReadScope scope, long afterSequence, int count)
    {
        using var row = scope.Prepare(
                "SELECT key, state, delivery_count, enqueued, due, expires, session FROM bus_messages WHERE key>?1 AND key<=?2 ORDER BY key LIMIT ?3")
            .Bind(1, Key(afterSequence)).Bind(2, LastKey).Bind(3, count);
        var rows = new List<LoadedRow>(count);
        while (row.Step())
        {
            var entry = new BrokerEntry(row.Int64(0) - FirstKey)
            {
                State = (EntryState)row.Int64(1),
                IsDeferred = (EntryState)row.Int64(1) == EntryState.Deferred,
                DeliveryCount = (int)row.Int64(2),
                EnqueuedTicks = row.Int64(3),
                ExpiresTicks = row.Int64(5),
            };
            rows.Add(new LoadedRow(entry, row.Int64(4), row.TextOrNull(6)));
        }

        return rows;
    }

    public byte[]? ReadSessionState(StoreScope scope, string sessionId)
    {
        using var row = scope.Prepare("SELECT state FROM bus_session_states WHERE queue=?1 AND session=?2").Bind(1, queueId).Bind(2, sessionId);
        return row.Step() ? row.Blob(0).ToArray() : null;
    }

    /// <param name="scope">The write under way.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="state">Null removes it.</param>
    public void WriteSessionState(WriteScope scope, string sessionId, byte[]? state)
    {
        if (state is null)
        {
            scope.Prepare("DELETE FROM bus_session_states WHERE queue=?1 AND session=?2").Bind(1, queueId).Bind(2, sessionId).Execute();
        }
        else
        {
            scope.Prepare("INSERT INTO bus_session_states VALUES(?1, ?2, ?3) ON CONFLICT(queue, session) DO UPDATE SET state=?3")
                .Bind(1, queueId).Bind(2, sessionId).Bind(3, state).Execute();
        }
    }

    private static StoredMessage Content(Statement row) => HeaderCodec.Decode(row.Blob(7).ToArray(), new StoredMessage
    {
        ScheduledEnqueueTime = row.Int64(4) == 0 ? default : new DateTimeOffset(row.Int64(4), TimeSpan.Zero),
        SessionId = row.TextOrNull(5),
        MessageId = row.Text(6),
        Body = row.Blob(8).ToArray(),
    });

    /// <summary>A message as peeked.</summary>
    public readonly record struct PeekedRow(long Sequence, EntryState State, int DeliveryCount, long EnqueuedTicks, StoredMessage Content);

    /// <summary>A message as loaded at start.</summary>
    public readonly record struct LoadedRow(BrokerEntry Entry, long DueTicks, string? SessionId);
}
