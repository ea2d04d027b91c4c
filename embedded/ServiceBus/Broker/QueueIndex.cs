using Azure.Messaging.ServiceBus;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// What one queue holds, in memory: the one lock around its <see cref="Places"/>, <see cref="Sessions"/> and <see cref="Deliveries"/>,
/// and whether all work is done. It does no I/O. Every step costs the same whatever waits in the queue. Thread-safe.
/// </summary>
/// <remarks>
/// A message that leaves (settled, moved, enqueued from its schedule) goes through <see cref="EntryState.Settling"/>: out of reach
/// of receivers and lock expiry until the write is on disk, and counted as work under way all that time.
/// </remarks>
internal sealed class QueueIndex : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _queue;
    private readonly AlarmClock _clock;
    private readonly Holds _holds;
    private readonly Sessions _sessions;
    private readonly Places _places;
    private readonly Deliveries _deliveries;
    private readonly IdleWatch _idle;
    private readonly Waiters _waiters = new();

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
        _clock = new AlarmClock(time, OnAlarm);
        _holds = new Holds(options.LockDuration, _clock);
        _sessions = new Sessions(queue, _clock, _holds, _waiters);
        _places = new Places(queue, options, _clock, _sessions, _waiters, depart);
        _deliveries = new Deliveries(queue, tokens, _places, _sessions, _holds);
        _idle = new IdleWatch(_places, _holds);
    }

    /// <summary>No message is deliverable now, in work or about to move. Those scheduled for later and deferred ones do not count.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _idle.IsIdle;
            }
        }
    }

    /// <summary>Writes of departures under way.</summary>
    public int SettlingCount => _places.SettlingCount;

    /// <summary>Rises whenever a message becomes deliverable.</summary>
    public long Version => _places.Version;

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

    /// <summary>Ends as soon as the queue is idle; at once when it is.</summary>
    public Task WhenIdle()
    {
        lock (_gate)
        {
            return _idle.WhenIdle();
        }
    }

    /// <summary>Takes in messages that are on disk, in order of sequence number.</summary>
    /// <param name="arrivals">The messages; a scheduled one with its moment, others with 0.</param>
    /// <param name="replaced">Entries that these stand for, or that leave with them; they were Settling.</param>
    public void Admit(IReadOnlyList<Arrival> arrivals, IReadOnlyList<BrokerEntry>? replaced = null)
    {
        lock (_gate)
        {
            foreach (var arrival in arrivals)
            {
                _places.Admit(arrival);
            }

            foreach (var entry in replaced ?? [])
            {
                _places.Finish(entry);
            }

            _idle.Signal();
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
            var taken = _deliveries.Take(countMax, session, renewFor);
            if (forHandler && taken.Count > 0)
            {
                _idle.BeginHandler();
            }

            return taken;
        }
    }

    /// <summary>Locks the session that waits longest and hands out its first messages.</summary>
    /// <returns>Null when no session waits. The messages may be none when their lives have just ended.</returns>
    public (SessionLock Session, List<MessageLock> Messages)? TakeSession(int countMax, TimeSpan renewFor)
    {
        lock (_gate)
        {
            if (_sessions.AcceptNext(renewFor) is not { } session)
            {
                return null;
            }

            var messages = _deliveries.Take(countMax, session, renewFor);
            _idle.BeginHandler();
            return (session, messages);
        }
    }

    /// <summary>The handler of one take has ended and its messages are settled or settling.</summary>
    public void EndHandler()
    {
        lock (_gate)
        {
            _idle.EndHandler();
            _idle.Signal();
        }
    }

    /// <exception cref="ServiceBusException">SessionCannotBeLocked.</exception>
    public SessionLock AcceptSession(string sessionId)
    {
        lock (_gate)
        {
            return _sessions.Accept(sessionId);
        }
    }

    /// <returns>Null when no session waits.</returns>
    public SessionLock? AcceptNextSession()
    {
        lock (_gate)
        {
            return _sessions.AcceptNext();
        }
    }

    /// <summary>Gives a session back with its unsettled messages. Does nothing when the lock is lost.</summary>
    public void ReleaseSession(SessionLock session)
    {
        lock (_gate)
        {
            if (session.Session.Lock == session)
            {
                _deliveries.Release(session);
                _idle.Signal();
            }
        }
    }

    /// <summary>Begins to wait for something to take.</summary>
    /// <returns>The waiter, to be left with <see cref="Leave"/>; null when there is something already.</returns>
    public LinkedListNode<TaskCompletionSource>? Wait(SessionLock? session)
    {
        lock (_gate)
        {
            return _places.Wait(session);
        }
    }

    /// <summary>Ends a wait that was cancelled or timed out; a wake that came in between is passed on.</summary>
    public void Leave(LinkedListNode<TaskCompletionSource> waiter, SessionLock? session)
    {
        lock (_gate)
        {
            (session?.Waiters ?? _waiters).Leave(waiter);
        }
    }

    /// <summary>Takes a held message out of reach, for the write that settles it.</summary>
    /// <exception cref="ServiceBusException">MessageLockLost, SessionLockLost.</exception>
    public BrokerEntry BeginSettle(Guid token)
    {
        lock (_gate)
        {
            return _deliveries.BeginSettle(token) ?? throw BrokerFailures.MessageLockLost(_queue);
        }
    }

    /// <summary>As <see cref="BeginSettle"/>, leaving out those whose lock is lost.</summary>
    public List<BrokerEntry> BeginSettleHeld(IEnumerable<Guid> tokens)
    {
        lock (_gate)
        {
            return _deliveries.BeginSettleHeld(tokens);
        }
    }

    /// <summary>The entries have left for good.</summary>
    public void Finish(IReadOnlyList<BrokerEntry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                _places.Finish(entry);
            }

            _idle.Signal();
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
                _places.GiveBack(entry, whateverItsCount: afterFailure);
            }

            _idle.Signal();
        }
    }

    /// <summary>A Settling entry is deferred on disk.</summary>
    public void Defer(BrokerEntry entry)
    {
        lock (_gate)
        {
            _places.Defer(entry);
            _idle.Signal();
        }
    }

    /// <summary>Hands out deferred messages: all, or none if one is missing.</summary>
    /// <exception cref="ServiceBusException">MessageNotFound, SessionLockLost.</exception>
    public List<MessageLock> TakeDeferred(IReadOnlyList<long> sequences, SessionLock? session)
    {
        lock (_gate)
        {
            return _deliveries.TakeDeferred(sequences, session);
        }
    }

    /// <summary>Takes scheduled messages out of reach, to cancel them: all, or none if one is missing.</summary>
    /// <exception cref="ServiceBusException">MessageNotFound.</exception>
    public List<BrokerEntry> BeginCancel(IReadOnlyList<long> sequences)
    {
        lock (_gate)
        {
            return _places.BeginCancel(sequences);
        }
    }

    /// <exception cref="ServiceBusException">MessageLockLost.</exception>
    public DateTimeOffset RenewMessage(Guid token)
    {
        lock (_gate)
        {
            return _holds.Renew(_holds.Find(token)?.Holder ?? throw BrokerFailures.MessageLockLost(_queue));
        }
    }

    /// <exception cref="ServiceBusException">SessionLockLost.</exception>
    public DateTimeOffset RenewSession(SessionLock session)
    {
        lock (_gate)
        {
            _sessions.RequireHeld(session);
            return _holds.Renew(session);
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
            _sessions.RequireHeld(session);
        }
    }

    public void Dispose() => _clock.Dispose();

    private void OnAlarm()
    {
        lock (_gate)
        {
            _clock.Reset();
            var nowTicks = _clock.NowTicks;
            _deliveries.EndLapsed(nowTicks);
            _places.EnqueueDue(nowTicks);
            _idle.Signal();
        }
    }
}
