using EmbeddedFunctions.Store;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// How messages come into one queue: duplicates are dropped, the others get a number and a place in the store,
/// and once they are on disk the index admits them. Thread-safe.
/// </summary>
internal sealed class QueueIntake
{
    private const int LoadPageSize = 1_000;

    private readonly string _queue;
    private readonly BrokerQueueOptions _options;
    private readonly EmbeddedStore _store;
    private readonly QueueTable _table;
    private readonly SequenceNumbers _sequences;
    private readonly QueueIndex _index;
    private readonly DuplicateIndex? _duplicates;

    public QueueIntake(
        string queue, BrokerQueueOptions options, EmbeddedStore store, QueueTable table, SequenceNumbers sequences, QueueIndex index)
    {
        _queue = queue;
        _options = options;
        _store = store;
        _table = table;
        _sequences = sequences;
        _index = index;
        if (options.DuplicateDetectionWindow > TimeSpan.Zero)
        {
            _duplicates = new DuplicateIndex(table, options.DuplicateDetectionWindow);
            _duplicates.Load(store);
        }
    }

    /// <summary>Admits what the store holds from before. Called once, before anyone uses the queue.</summary>
    public void Load()
    {
        var after = 0L;
        while (_store.Read(scope => _table.LoadPage(scope, after, LoadPageSize)) is { Count: > 0 } page)
        {
            after = page[^1].Entry.Sequence;
            _index.Admit([.. page.Select(row => new Arrival(row.Entry, row.DueTicks, row.SessionId, null))]);
        }
    }

    /// <summary>Stores all of the messages, or none. A duplicate is acknowledged and dropped.</summary>
    /// <returns>One sequence number for each message; that of a duplicate is 0.</returns>
    public Task<long[]> SendAsync(IReadOnlyList<StoredMessage> contents, CancellationToken cancellationToken)
    {
        var bytes = contents.Sum(content => (long)content.SizeInBytes);
        if (bytes > StoredMessage.SizeInBytesMax || contents.Count > StoredMessage.BatchCountMax)
        {
            throw BrokerFailures.TooLarge(_queue, bytes);
        }

        if (_options.RequiresSession && contents.Any(content => content.SessionId is null))
        {
            throw BrokerFailures.NeedsSessionId(_queue);
        }

        return _store.WriteAsync(scope => Write(scope, contents), cancellationToken);
    }

    /// <summary>Gives a message that comes in now its number and the end of its life.</summary>
    public BrokerEntry NewEntry(WriteScope scope, long nowTicks, TimeSpan timeToLive)
    {
        var life = timeToLive < _options.DefaultMessageTimeToLive ? timeToLive : _options.DefaultMessageTimeToLive;
        return new BrokerEntry(_sequences.Next(scope))
        {
            EnqueuedTicks = nowTicks,
            ExpiresTicks = life.Ticks < long.MaxValue - nowTicks ? nowTicks + life.Ticks : long.MaxValue,
        };
    }

    private long[] Write(WriteScope scope, IReadOnlyList<StoredMessage> contents)
    {
        var nowTicks = _store.TimeProvider.GetUtcNow().UtcTicks;
        var numbers = new long[contents.Count];
        var arrivals = new List<Arrival>(contents.Count);
        for (var i = 0; i < contents.Count; i++)
        {
            var content = contents[i];
            if (_duplicates is not null && content.MessageId is { } id && _duplicates.IsKnown(scope, id, nowTicks))
            {
                continue;
            }

            var entry = NewEntry(scope, nowTicks, content.TimeToLive);
            numbers[i] = entry.Sequence;
            if (content.MessageId is { } newId)
            {
                _duplicates?.Remember(scope, newId, entry.Sequence, nowTicks);
            }
            else
            {
                content = content with { MessageId = _table.Key(entry.Sequence).ToString("x32", null) };
            }

            var dueTicks = content.ScheduledEnqueueTime.UtcTicks;
            entry.State = dueTicks > nowTicks ? EntryState.Scheduled : EntryState.Ready;
            _table.Insert(scope, entry, dueTicks, content);
            arrivals.Add(new Arrival(entry, dueTicks, content.SessionId, content));
        }

        scope.AfterCommit(() => _index.Admit(arrivals));
        return numbers;
    }
}
