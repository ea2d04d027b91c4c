using Azure.Messaging.ServiceBus;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// Where the messages of one queue are: ready, deferred, scheduled, or on their way out; and which of that is work to be done.
/// Guarded by the queue's index.
/// </summary>
/// <param name="queue">The queue's name, for failures.</param>
/// <param name="options">The queue's properties.</param>
/// <param name="clock">The clock of schedules and lives.</param>
/// <param name="sessions">The queue's sessions, which have their own ready messages.</param>
/// <param name="waiters">Who wants a message; one is woken for each that becomes ready outside a session.</param>
/// <param name="depart">Begins the write that moves an entry, which is Settling already.</param>
internal sealed class Places(
    string queue, BrokerQueueOptions options, AlarmClock clock, Sessions sessions, Waiters waiters, Action<BrokerEntry, Departure> depart)
{
    private readonly ReadyList _ready = new();
    private readonly Dictionary<long, BrokerEntry> _deferred = [];
    private readonly Schedule _schedule = new(clock);
    private readonly RecentContents _recent = new();
    private int _readyCount;
    private int _settlingCount;
    private long _version;

    /// <summary>Writes of departures under way. Safe to read without the index's lock.</summary>
    public int SettlingCount => Volatile.Read(ref _settlingCount);

    /// <summary>Rises whenever a message becomes deliverable. Safe to read without the index's lock.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Whether a message is deliverable now or about to move.</summary>
    public bool HasWork => _readyCount > 0 || _settlingCount > 0 || _schedule.NextTicks <= clock.NowTicks;

    /// <summary>Takes in a message that is on disk.</summary>
    public void Admit(in Arrival arrival)
    {
        var entry = arrival.Entry;
        entry.Session = options.RequiresSession && arrival.SessionId is not null ? sessions.Get(arrival.SessionId) : null;
        if (entry.Session is not null)
        {
            entry.Session.MessageCount++;
        }

        if (entry.State == EntryState.Ready && entry.DeliveryCount >= options.MaxDeliveryCount)
        {
            // Every process that had it ended with it.
            Depart(entry, Departure.DeliveredTooOften);
            return;
        }

        Place(entry, arrival.DueTicks);
        if (arrival.Content is not null && entry.State == EntryState.Ready)
        {
            _recent.Keep(entry, arrival.Content);
        }
    }

    /// <summary>Begins to wait for something to take.</summary>
    /// <returns>Null when there is something already, or the session is held no more.</returns>
    public LinkedListNode<TaskCompletionSource>? Wait(SessionLock? session)
    {
        if (session is not null)
        {
            return session.Session.Lock == session && session.Session.Ready.Count == 0 ? session.Waiters.Add() : null;
        }

        var isSomethingToTake = options.RequiresSession ? sessions.First is not null : _ready.Count > 0;
        return isSomethingToTake ? null : waiters.Add();
    }

    /// <summary>What is ready in a session; without one, on a queue without sessions.</summary>
    public ReadyList ReadyIn(BrokerSession? session) => session?.Ready ?? _ready;

    /// <summary>Takes the first ready message; those whose lives have ended depart on the way.</summary>
    /// <returns>Null when none is ready.</returns>
    public BrokerEntry? TakeReady(ReadyList ready)
    {
        while (ready.TakeFirst() is { } entry)
        {
            _readyCount--;
            if (entry.ExpiresTicks > clock.NowTicks)
            {
                return entry;
            }

            Depart(entry, Departure.Expired);
        }

        return null;
    }

    /// <returns>Null when no deferred message has that number.</returns>
    public BrokerEntry? FindDeferred(long sequence) => _deferred.GetValueOrDefault(sequence);

    /// <returns>Null when no deferred message has that number.</returns>
    public BrokerEntry? TakeDeferred(long sequence) => _deferred.Remove(sequence, out var entry) ? entry : null;

    /// <summary>Takes scheduled messages out of reach, to cancel them: all, or none if one is missing.</summary>
    /// <exception cref="ServiceBusException">MessageNotFound.</exception>
    public List<BrokerEntry> BeginCancel(IReadOnlyList<long> sequences)
    {
        foreach (var sequence in sequences)
        {
            if (!_schedule.Contains(sequence))
            {
                throw BrokerFailures.MessageMissing(queue, sequence, "scheduled");
            }
        }

        var entries = new List<BrokerEntry>(sequences.Count);
        foreach (var sequence in sequences)
        {
            if (_schedule.Remove(sequence) is { } entry)
            {
                Settle(entry);
                entries.Add(entry);
            }
        }

        return entries;
    }

    /// <summary>Begins to enqueue the scheduled messages whose moment has come.</summary>
    public void EnqueueDue(long nowTicks)
    {
        while (_schedule.TakeDue(nowTicks) is { } entry)
        {
            Depart(entry, Departure.Enqueued);
        }
    }

    /// <summary>Takes an entry that is in no place any more out of reach, for the write that moves or removes it.</summary>
    public void Settle(BrokerEntry entry)
    {
        entry.State = EntryState.Settling;
        _recent.Forget(entry);
        _settlingCount++;
    }

    /// <summary>A Settling entry has left for good.</summary>
    public void Finish(BrokerEntry entry)
    {
        _settlingCount--;
        if (entry.Session is { } session)
        {
            session.MessageCount--;
            sessions.ForgetIfUnused(session);
        }
    }

    /// <summary>A Settling entry stays after all.</summary>
    public void GiveBack(BrokerEntry entry, bool whateverItsCount)
    {
        _settlingCount--;
        Return(entry, whateverItsCount);
    }

    /// <summary>A Settling entry is deferred on disk.</summary>
    public void Defer(BrokerEntry entry)
    {
        _settlingCount--;
        entry.IsDeferred = true;
        Place(entry, 0);
    }

    /// <summary>Puts an entry back where it was, or past the delivery limit on its way to the dead letters.</summary>
    public void Return(BrokerEntry entry, bool whateverItsCount)
    {
        if (entry.DeliveryCount >= options.MaxDeliveryCount && !whateverItsCount)
        {
            Depart(entry, Departure.DeliveredTooOften);
        }
        else
        {
            // A scheduled message whose write failed tries again later, not at once and not before its moment.
            entry.State = entry.DueTicks > 0 ? EntryState.Scheduled : EntryState.Ready;
            Place(entry, Math.Max(entry.DueTicks, clock.NowTicks + options.LockDuration.Ticks));
        }
    }

    /// <summary>Puts an entry where its state says; a ready one wakes a receiver.</summary>
    private void Place(BrokerEntry entry, long dueTicks)
    {
        if (entry.IsDeferred)
        {
            entry.State = EntryState.Deferred;
            _deferred[entry.Sequence] = entry;
        }
        else if (entry.State == EntryState.Scheduled)
        {
            _schedule.Add(entry, dueTicks);
        }
        else
        {
            entry.State = EntryState.Ready;
            _readyCount++;
            _version++;
            ReadyIn(entry.Session).Add(entry);
            if (entry.Session is null)
            {
                waiters.WakeOne();
            }
            else if (entry.Session.Lock is { } held)
            {
                held.Waiters.WakeOne();
            }
            else
            {
                sessions.StandInLine(entry.Session);
            }
        }
    }

    private void Depart(BrokerEntry entry, Departure departure)
    {
        Settle(entry);
        depart(entry, departure);
    }
}
