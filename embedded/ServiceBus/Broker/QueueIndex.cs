using Azure.Messaging.ServiceBus;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// What one queue holds, in memory: which messages are ready, in which sessions, who holds what until when. It does no I/O.
/// Every step costs the same whatever waits in the queue. Thread-safe.
/// </summary>
/// <remarks>
/// A message that leaves (settled, moved, enqueued from its schedule) goes through <see cref="EntryState.Settling"/>: out of reach
/// of receivers and lock expiry until the write is on disk, and counted as work under way all that time.
/// </remarks>
internal sealed class QueueIndex : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _queue;
    private readonly BrokerQueueOptions _options;
    private readonly TimeProvider _time;
    private readonly LockTokens _tokens;
    private readonly Action<BrokerEntry, Departure> _depart;
    private readonly ITimer _timer;
    private readonly ReadyList _ready = new();
    private readonly Dictionary<string, BrokerSession> _sessions = new(StringComparer.Ordinal);
    private readonly Queue<BrokerSession> _line = new();
    private readonly Dictionary<Guid, MessageLock> _locks = [];
    private readonly LinkedList<HeldLock> _holds = new();
    private readonly Dictionary<long, BrokerEntry> _deferred = [];
    private readonly Dictionary<long, BrokerEntry> _scheduled = [];
    private readonly PriorityQueue<BrokerEntry, long> _due = new();
    private readonly Waiters _waiters = new();
    private readonly RecentContents _recent = new();
    private TaskCompletionSource? _idle;
    private long _alarmTicks = long.MaxValue;
    private int _readyCount;
    private int _settlingCount;
    private int _handlerCount;
    private long _version;

    /// <param name="queue">The queue's name, for failures.</param>
    /// <param name="options">The queue's properties.</param>
    /// <param name="time">The clock of locks and schedules.</param>
    /// <param name="tokens">Makes lock tokens.</param>
    /// <param name="depart">
    /// Begins the write that moves an entry, which is Settling already. Called inside the index's lock: it may only hand in a write.
    /// </param>
    public QueueIndex(string queue, BrokerQueueOptions options, TimeProvider time, LockTokens tokens, Action<BrokerEntry, Departure> depart)
    {
        _queue = queue;
        _options = options;
        _time = time;
        _tokens = tokens;
        _depart = depart;
        _timer = time.CreateTimer(_ => OnAlarm(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Messages deliverable now, in work, or about to move. Scheduled for later and deferred ones do not count.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return IsIdleNow();
            }
        }
    }

    /// <summary>Writes of departures under way.</summary>
    public int SettlingCount => Volatile.Read(ref _settlingCount);

    /// <summary>Rises whenever a message becomes deliverable.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Sessions in memory.</summary>
    public int SessionCount
    {
        get
        {
            lock (_gate)
            {
                return _sessions.Count;
            }
        }
    }

    private long Now => _time.GetUtcNow().UtcTicks;

    /// <summary>Ends as soon as the queue is idle; at once when it is.</summary>
    public Task WhenIdle()
    {
        lock (_gate)
        {
            if (IsIdleNow())
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    /// <summary>Takes in messages that are on disk, in order of sequence number.</summary>
    /// <param name="arrivals">The messages; a scheduled one with its moment, others with 0.</param>
    /// <param name="replaced">Entries that these stand for, or that leave with them; they were Settling.</param>
    public void Admit(IReadOnlyList<Arrival> arrivals, IReadOnlyList<BrokerEntry>? replaced = null)
    {
        lock (_gate)
        {
            foreach (var (entry, dueTicks, sessionId, content) in arrivals)
            {
                entry.Session = _options.RequiresSession && sessionId is not null ? SessionFor(sessionId) : null;
                if (entry.Session is not null)
                {
                    entry.Session.MessageCount++;
                }

                if (entry.State == EntryState.Ready && entry.DeliveryCount >= _options.MaxDeliveryCount)
                {
                    // Every process that had it ended with it.
                    Depart(entry, Departure.DeliveredTooOften);
                    continue;
                }

                Place(entry, dueTicks);
                if (content is not null && entry.State == EntryState.Ready)
                {
                    _recent.Keep(entry, content);
                }
            }

            foreach (var entry in replaced ?? [])
            {
                FinishLocked(entry);
            }

            SignalIdle();
        }
    }

    /// <summary>Hands out ready messages.</summary>
    /// <param name="countMax">The most messages.</param>
    /// <param name="session">The session to take them from; null on a queue without sessions.</param>
    /// <param name="renewFor">How long the broker renews the locks by itself.</param>
    /// <param name="forHandler">Counts as work under way until <see cref="EndHandler"/>.</param>
    /// <returns>None when none is ready.</returns>
    /// <exception cref="ServiceBusException">SessionLockLost.</exception>
    public List<MessageLock> Take(int countMax, SessionLock? session, TimeSpan renewFor = default, bool forHandler = false)
    {
        lock (_gate)
        {
            var taken = TakeLocked(countMax, session, renewFor);
            _handlerCount += forHandler && taken.Count > 0 ? 1 : 0;
            return taken;
        }
    }

    /// <summary>Locks the session that waits longest and hands out its first messages.</summary>
    /// <returns>Null when no session waits. The messages may be none when their lives have just ended.</returns>
    public (SessionLock Session, List<MessageLock> Messages)? TakeSession(int countMax, TimeSpan renewFor)
    {
        lock (_gate)
        {
            if (AcceptNextLocked() is not { } session)
            {
                return null;
            }

            session.RenewUntilTicks = RenewUntil(renewFor);
            var messages = TakeLocked(countMax, session, renewFor);
            _handlerCount++;
            return (session, messages);
        }
    }

    /// <summary>The handler of one take has ended and its messages are settled or settling.</summary>
    public void EndHandler()
    {
        lock (_gate)
        {
            _handlerCount--;
            SignalIdle();
        }
    }

    /// <exception cref="ServiceBusException">SessionCannotBeLocked.</exception>
    public SessionLock AcceptSession(string sessionId)
    {
        lock (_gate)
        {
            var session = SessionFor(sessionId);
            return session.Lock is null ? LockSession(session) : throw BrokerFailures.SessionTaken(_queue, sessionId);
        }
    }

    /// <returns>Null when no session waits.</returns>
    public SessionLock? AcceptNextSession()
    {
        lock (_gate)
        {
            return AcceptNextLocked();
        }
    }

    /// <summary>Gives a session back with its unsettled messages. Does nothing when the lock is lost.</summary>
    public void ReleaseSession(SessionLock session)
    {
        lock (_gate)
        {
            if (session.Session.Lock == session)
            {
                Lapse(session);
                SignalIdle();
            }
        }
    }

    /// <summary>Begins to wait for something to take.</summary>
    /// <returns>The waiter, to be left with <see cref="Leave"/>; null when there is something already.</returns>
    public LinkedListNode<TaskCompletionSource>? Wait(SessionLock? session)
    {
        lock (_gate)
        {
            if (session is not null)
            {
                return session.Session.Lock == session && session.Session.Ready.Count == 0 ? session.Waiters.Add() : null;
            }

            return IsSomethingToTake() ? null : _waiters.Add();
        }
    }

    /// <summary>Ends a wait that was cancelled or timed out; a wake that came in between is passed on.</summary>
    public void Leave(LinkedListNode<TaskCompletionSource> waiter, SessionLock? session)
    {
        lock (_gate)
        {
            var waiters = session?.Waiters ?? _waiters;
            if (!waiters.Leave(waiter))
            {
                waiters.WakeOne();
            }
        }
    }

    /// <summary>Takes a held message out of reach, for the write that settles it.</summary>
    /// <exception cref="ServiceBusException">MessageLockLost, SessionLockLost.</exception>
    public BrokerEntry BeginSettle(Guid token)
    {
        lock (_gate)
        {
            return TryBeginSettleLocked(token) ?? throw BrokerFailures.MessageLockLost(_queue);
        }
    }

    /// <summary>As <see cref="BeginSettle"/>, leaving out those whose lock is lost.</summary>
    public List<BrokerEntry> BeginSettleHeld(IEnumerable<Guid> tokens)
    {
        lock (_gate)
        {
            var entries = new List<BrokerEntry>();
            foreach (var token in tokens)
            {
                if (TryBeginSettleLocked(token) is { } entry)
                {
                    entries.Add(entry);
                }
            }

            return entries;
        }
    }

    /// <summary>The entries have left for good.</summary>
    public void Finish(IReadOnlyList<BrokerEntry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                FinishLocked(entry);
            }

            SignalIdle();
        }
    }

    /// <summary>Gives Settling entries back: to receivers, or past the delivery limit to the dead letters.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="afterFailure">Their write failed: they go back where they were, whatever their count.</param>
    public void GiveBack(IReadOnlyList<BrokerEntry> entries, bool afterFailure = false)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                _settlingCount--;
                Return(entry, afterFailure);
            }

            SignalIdle();
        }
    }

    /// <summary>A Settling entry is deferred on disk.</summary>
    public void Defer(BrokerEntry entry)
    {
        lock (_gate)
        {
            _settlingCount--;
            entry.IsDeferred = true;
            Place(entry, 0);
            SignalIdle();
        }
    }

    /// <summary>Hands out deferred messages: all, or none if one is missing.</summary>
    /// <exception cref="ServiceBusException">MessageNotFound, SessionLockLost.</exception>
    public List<MessageLock> TakeDeferred(IReadOnlyList<long> sequences, SessionLock? session)
    {
        lock (_gate)
        {
            CheckHeld(session);
            foreach (var sequence in sequences)
            {
                if (!_deferred.TryGetValue(sequence, out var entry) || (session is not null && entry.Session != session.Session))
                {
                    throw BrokerFailures.MessageMissing(_queue, sequence, "deferred");
                }
            }

            var taken = new List<MessageLock>(sequences.Count);
            foreach (var sequence in sequences)
            {
                if (_deferred.Remove(sequence, out var entry))
                {
                    taken.Add(HandOut(entry, session, default));
                }
            }

            return taken;
        }
    }

    /// <summary>Takes scheduled messages out of reach, to cancel them: all, or none if one is missing.</summary>
    /// <exception cref="ServiceBusException">MessageNotFound.</exception>
    public List<BrokerEntry> BeginCancel(IReadOnlyList<long> sequences)
    {
        lock (_gate)
        {
            foreach (var sequence in sequences)
            {
                if (!_scheduled.ContainsKey(sequence))
                {
                    throw BrokerFailures.MessageMissing(_queue, sequence, "scheduled");
                }
            }

            var entries = new List<BrokerEntry>(sequences.Count);
            foreach (var sequence in sequences)
            {
                if (_scheduled.Remove(sequence, out var entry))
                {
                    MarkSettling(entry);
                    entries.Add(entry);
                }
            }

            return entries;
        }
    }

    /// <exception cref="ServiceBusException">MessageLockLost.</exception>
    public DateTimeOffset RenewMessage(Guid token)
    {
        lock (_gate)
        {
            if (!_locks.TryGetValue(token, out var held) || !held.Holder.IsHeldAt(Now))
            {
                throw BrokerFailures.MessageLockLost(_queue);
            }

            return Renew(held.Holder);
        }
    }

    /// <exception cref="ServiceBusException">SessionLockLost.</exception>
    public DateTimeOffset RenewSession(SessionLock session)
    {
        lock (_gate)
        {
            CheckHeld(session);
            return Renew(session);
        }
    }

    /// <summary>The broker no longer renews by itself: the locks end in their own time.</summary>
    public void StopRenewing(IEnumerable<HeldLock> held)
    {
        lock (_gate)
        {
            foreach (var one in held)
            {
                one.RenewUntilTicks = 0;
            }
        }
    }

    /// <exception cref="ServiceBusException">SessionLockLost.</exception>
    public void RequireHeld(SessionLock session)
    {
        lock (_gate)
        {
            CheckHeld(session);
        }
    }

    public void Dispose() => _timer.Dispose();

    private List<MessageLock> TakeLocked(int countMax, SessionLock? session, TimeSpan renewFor)
    {
        CheckHeld(session);
        var ready = session?.Session.Ready ?? _ready;
        var taken = new List<MessageLock>(Math.Min(countMax, ready.Count));
        while (taken.Count < countMax && ready.TakeFirst() is { } entry)
        {
            _readyCount--;
            if (entry.ExpiresTicks <= Now)
            {
                Depart(entry, Departure.Expired);
            }
            else
            {
                taken.Add(HandOut(entry, session, renewFor));
            }
        }

        return taken;
    }

    private MessageLock HandOut(BrokerEntry entry, SessionLock? session, TimeSpan renewFor)
    {
        entry.State = EntryState.Locked;
        entry.DeliveryCount++;
        var held = new MessageLock(entry, _tokens.Next(), session);
        _locks.Add(held.Token, held);
        if (session is null)
        {
            held.RenewUntilTicks = RenewUntil(renewFor);
            Hold(held);
        }
        else
        {
            session.InFlight.Add(held);
            held.LockedUntilTicks = session.LockedUntilTicks;
        }

        return held;
    }

    private SessionLock? AcceptNextLocked()
    {
        while (_line.TryDequeue(out var session))
        {
            session.IsListed = false;
            if (session.Lock is null && session.Ready.Count > 0)
            {
                return LockSession(session);
            }
        }

        return null;
    }

    private SessionLock LockSession(BrokerSession session)
    {
        session.Lock = new SessionLock(session);
        Hold(session.Lock);
        return session.Lock;
    }

    private BrokerSession SessionFor(string id)
    {
        if (!_sessions.TryGetValue(id, out var session))
        {
            session = new BrokerSession(id);
            _sessions.Add(id, session);
        }

        return session;
    }

    private bool IsSomethingToTake()
    {
        if (!_options.RequiresSession)
        {
            return _ready.Count > 0;
        }

        while (_line.TryPeek(out var session))
        {
            if (session.Lock is null && session.Ready.Count > 0)
            {
                return true;
            }

            _line.Dequeue().IsListed = false;
        }

        return false;
    }

    private BrokerEntry? TryBeginSettleLocked(Guid token)
    {
        if (!_locks.TryGetValue(token, out var held) || !held.Holder.IsHeldAt(Now))
        {
            return null;
        }

        Unlock(held);
        MarkSettling(held.Entry);
        return held.Entry;
    }

    private void Unlock(MessageLock held)
    {
        _locks.Remove(held.Token);
        held.Owner?.InFlight.Remove(held);
        if (held.Node.List is not null)
        {
            _holds.Remove(held.Node);
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
            entry.DueTicks = dueTicks;
            _scheduled.Add(entry.Sequence, entry);
            _due.Enqueue(entry, dueTicks);
            SetAlarm(dueTicks);
        }
        else
        {
            entry.State = EntryState.Ready;
            _readyCount++;
            _version++;
            (entry.Session?.Ready ?? _ready).Add(entry);
            if (entry.Session is null)
            {
                _waiters.WakeOne();
            }
            else if (entry.Session.Lock is { } held)
            {
                held.Waiters.WakeOne();
            }
            else
            {
                StandInLine(entry.Session);
            }
        }
    }

    private void StandInLine(BrokerSession session)
    {
        if (!session.IsListed)
        {
            session.IsListed = true;
            _line.Enqueue(session);
            _waiters.WakeOne();
        }
    }

    private void Return(BrokerEntry entry, bool whateverItsCount)
    {
        if (entry.DeliveryCount >= _options.MaxDeliveryCount && !whateverItsCount)
        {
            Depart(entry, Departure.DeliveredTooOften);
        }
        else
        {
            // A scheduled message whose write failed tries again later, not at once and not before its moment.
            entry.State = entry.DueTicks > 0 ? EntryState.Scheduled : EntryState.Ready;
            Place(entry, Math.Max(entry.DueTicks, Now + _options.LockDuration.Ticks));
        }
    }

    private void Depart(BrokerEntry entry, Departure departure)
    {
        MarkSettling(entry);
        _depart(entry, departure);
    }

    private void MarkSettling(BrokerEntry entry)
    {
        entry.State = EntryState.Settling;
        _recent.Forget(entry);
        _settlingCount++;
    }

    private void FinishLocked(BrokerEntry entry)
    {
        _settlingCount--;
        if (entry.Session is { } session && --session.MessageCount == 0 && session.Lock is null)
        {
            _sessions.Remove(session.Id);
        }
    }

    private void Lapse(HeldLock held)
    {
        if (held is MessageLock message)
        {
            Unlock(message);
            Return(message.Entry, whateverItsCount: false);
            return;
        }

        var holder = (SessionLock)held;
        var session = holder.Session;
        _holds.Remove(holder.Node);
        session.Lock = null;
        foreach (var inFlight in holder.InFlight)
        {
            _locks.Remove(inFlight.Token);
            Return(inFlight.Entry, whateverItsCount: false);
        }

        holder.InFlight.Clear();
        holder.Waiters.WakeAll();
        if (session.Ready.Count > 0)
        {
            StandInLine(session);
        }
        else if (session.MessageCount == 0)
        {
            _sessions.Remove(session.Id);
        }
    }

    private void Hold(HeldLock held)
    {
        held.LockedUntilTicks = Now + _options.LockDuration.Ticks;
        _holds.AddLast(held.Node);
        SetAlarm(held.LockedUntilTicks);
    }

    private DateTimeOffset Renew(HeldLock held)
    {
        _holds.Remove(held.Node);
        Hold(held);
        return new DateTimeOffset(held.LockedUntilTicks, TimeSpan.Zero);
    }

    private long RenewUntil(TimeSpan renewFor) => renewFor <= TimeSpan.Zero ? 0
        : renewFor.Ticks < long.MaxValue - Now ? Now + renewFor.Ticks : long.MaxValue;

    private void CheckHeld(SessionLock? session)
    {
        if (session is not null && (session.Session.Lock != session || !session.IsHeldAt(Now)))
        {
            throw BrokerFailures.SessionLockLost(_queue, session.SessionId);
        }
    }

    private void SetAlarm(long ticks)
    {
        if (ticks < _alarmTicks)
        {
            _alarmTicks = ticks;

            // In whole milliseconds, rounded up: a timer that rings early would only be set again.
            var delay = Math.Clamp((ticks - Now + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond, 0, int.MaxValue - 1);
            _timer.Change(TimeSpan.FromMilliseconds(delay), Timeout.InfiniteTimeSpan);
        }
    }

    private void OnAlarm()
    {
        lock (_gate)
        {
            _alarmTicks = long.MaxValue;
            var now = Now;
            while (_holds.First is { } first && first.Value.LockedUntilTicks <= now)
            {
                if (first.Value.RenewUntilTicks > now)
                {
                    Renew(first.Value);
                }
                else
                {
                    Lapse(first.Value);
                }
            }

            while (_due.TryPeek(out var entry, out var dueTicks) && (entry.State != EntryState.Scheduled || dueTicks <= now))
            {
                _due.Dequeue();
                if (entry.State == EntryState.Scheduled)
                {
                    _scheduled.Remove(entry.Sequence);
                    Depart(entry, Departure.Enqueued);
                }
            }

            if (_holds.First is { } next)
            {
                SetAlarm(next.Value.LockedUntilTicks);
            }

            if (_due.TryPeek(out _, out var nextDueTicks))
            {
                SetAlarm(nextDueTicks);
            }

            SignalIdle();
        }
    }

    private bool IsIdleNow()
    {
        if (_readyCount > 0 || _settlingCount > 0 || _handlerCount > 0 || _locks.Count > 0)
        {
            return false;
        }

        while (_due.TryPeek(out var entry, out var dueTicks))
        {
            if (entry.State == EntryState.Scheduled)
            {
                return dueTicks > Now;
            }

            _due.Dequeue();
        }

        return true;
    }

    private void SignalIdle()
    {
        if (_idle is not null && IsIdleNow())
        {
            _idle.SetResult();
            _idle = null;
        }
    }
}
