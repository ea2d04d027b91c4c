using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EmbeddedFunctions.Store;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// The message ids of one queue's detection window. On disk they are a log in order of arrival; in memory only a fingerprint
/// leads to the log's row, in generations of a part of the window, each dropped as a whole: about 30 bytes an id.
/// Used on the store's writing thread.
/// </summary>
/// <remarks>
/// A fingerprint that is found is only a hint. The row decides, so neither two ids with one fingerprint nor an id
/// whose write was undone makes the queue drop a message.
/// </remarks>
internal sealed class DuplicateIndex(QueueTable table, TimeSpan window)
{
    private const int GenerationCount = 8;
    private const int ForgetBatch = 64;
    private const int LoadPage = 1_000;

    private readonly long _generationTicks = Math.Max(1, window.Ticks / GenerationCount);
    private readonly LinkedList<Generation> _generations = new();
    private int _sinceForgetting;

    /// <summary>Reads the ids on record at start.</summary>
    public void Load(EmbeddedStore store)
    {
        var afterKey = table.FirstKey;
        while (store.Read(scope => LoadNext(scope, afterKey)) is { } lastKey)
        {
            afterKey = lastKey;
        }
    }

    /// <summary>Whether a message with this id came within the window.</summary>
    public bool IsKnown(WriteScope scope, string messageId, long nowTicks)
    {
        var fingerprint = Fingerprint(messageId);
        for (var node = _generations.Last; node is not null; node = node.Previous)
        {
            if (node.Value.Keys.TryGetValue(fingerprint, out var key) && IsOnRecord(scope, key, messageId, nowTicks))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Puts an id on record.</summary>
    public void Remember(WriteScope scope, string messageId, long sequence, long nowTicks)
    {
        var key = table.Key(sequence);
        scope.Prepare("INSERT INTO bus_message_ids VALUES(?1, ?2, ?3)").Bind(1, key).Bind(2, nowTicks).Bind(3, messageId).Execute();
        Note(messageId, key, nowTicks);
        if (++_sinceForgetting >= ForgetBatch / 2)
        {
            _sinceForgetting = 0;
            ForgetSome(scope, nowTicks);
        }
    }

    private long? LoadNext(ReadScope scope, long afterKey)
    {
        using var row = scope.Prepare("SELECT key, seen, message_id FROM bus_message_ids WHERE key>?1 AND key<=?2 ORDER BY key LIMIT ?3")
            .Bind(1, afterKey).Bind(2, table.LastKey).Bind(3, LoadPage);
        long? last = null;
        while (row.Step())
        {
            last = row.Int64(0);
            Note(row.Text(2), last.Value, row.Int64(1));
        }

        return last;
    }

    private void Note(string messageId, long key, long seenTicks)
    {
        if (_generations.Last is not { } last || seenTicks - last.Value.FirstSeenTicks >= _generationTicks)
        {
            last = _generations.AddLast(new Generation(seenTicks));
        }

        last.Value.LastSeenTicks = Math.Max(last.Value.LastSeenTicks, seenTicks);
        last.Value.Keys[Fingerprint(messageId)] = key;
    }

    private bool IsOnRecord(WriteScope scope, long key, string messageId, long nowTicks)
    {
        using var row = scope.Prepare("SELECT seen, message_id FROM bus_message_ids WHERE key=?1").Bind(1, key);
        return row.Step() && nowTicks - row.Int64(0) < window.Ticks && row.Text(1) == messageId;
    }

    /// <summary>Twice as many as have come since the last time, so the log shrinks while the queue is in use.</summary>
    private void ForgetSome(WriteScope scope, long nowTicks)
    {
        var before = nowTicks - window.Ticks;
        while (_generations.First is { } oldest && oldest.Value.LastSeenTicks <= before)
        {
            _generations.RemoveFirst();
        }

        scope.Prepare("""
            DELETE FROM bus_message_ids WHERE key IN
              (SELECT key FROM (SELECT key, seen FROM bus_message_ids WHERE key BETWEEN ?1 AND ?2 ORDER BY key LIMIT ?4) WHERE seen<=?3)
            """)
            .Bind(1, table.FirstKey).Bind(2, table.LastKey).Bind(3, before).Bind(4, ForgetBatch).Execute();
    }

    private static long Fingerprint(string messageId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(messageId.AsSpan()), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    /// <summary>The ids that came within one part of the window.</summary>
    private sealed class Generation(long firstSeenTicks)
    {
        public long FirstSeenTicks { get; } = firstSeenTicks;

        public long LastSeenTicks { get; set; } = firstSeenTicks;

        /// <summary>The log's key by fingerprint.</summary>
        public Dictionary<long, long> Keys { get; } = [];
    }
}
