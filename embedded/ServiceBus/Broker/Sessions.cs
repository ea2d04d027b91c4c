using Azure.Messaging.ServiceBus;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// The sessions of one queue: who holds which, and the line of those that have messages and want a receiver.
/// Guarded by its queue's index.
/// </summary>
/// <param name="queue">The queue's name, for failures.</param>
/// <param name="clock">The clock of the holds.</param>
/// <param name="holds">Where holds on sessions end.</param>
/// <param name="waiters">Who wants a session; one is woken whenever one joins the line.</param>
internal sealed class Sessions(string queue, AlarmClock clock, Holds holds, Waiters waiters)
{
    private readonly Dictionary<string, BrokerSession> _byId = new(StringComparer.Ordinal);

    /// <summary>May name sessions that want nobody any more: those are dropped when they come first.</summary>
    private readonly Queue<BrokerSession> _line = new();

    /// <summary>Sessions in memory.</summary>
    public int Count => _byId.Count;

    /// <summary>The session that has waited longest for a receiver; null when none waits.</summary>
    public BrokerSession? First
    {
        get
        {
            while (_line.TryPeek(out var session))
            {
                if (session.Lock is null && session.Ready.Count > 0)
                {
                    return session;
                }

                _line.Dequeue().IsListed = false;
            }

            return null;
        }
    }

    /// <summary>The session of that id, new if there was none.</summary>
    public BrokerSession Get(string id)
    {
        if (!_byId.TryGetValue(id, out var session))
        {
            session = new BrokerSession(id);
            _byId.Add(id, session);
        }

        return session;
    }

    /// <exception cref="ServiceBusException">SessionCannotBeLocked.</exception>
    public SessionLock Accept(string id)
    {
        var session = Get(id);
        return session.Lock is null ? Hold(session, default) : throw BrokerFailures.SessionTaken(queue, id);
    }

    /// <summary>Locks the session that has waited longest.</summary>
    /// <returns>Null when none waits.</returns>
    public SessionLock? AcceptNext(TimeSpan renewFor = default)
    {
        if (First is not { } session)
        {
            return null;
        }

        _line.Dequeue().IsListed = false;
        return Hold(session, renewFor);
    }

    /// <summary>Makes sure that the lock is held; null stands for a queue without sessions, and passes.</summary>
    /// <exception cref="ServiceBusException">SessionLockLost.</exception>
    public void RequireHeld(SessionLock? held)
    {
        if (held is not null && (held.Session.Lock != held || !held.IsHeldAt(clock.NowTicks)))
        {
            throw BrokerFailures.SessionLockLost(queue, held.SessionId);
        }
    }

    /// <summary>A session that nobody holds has got a message: it wants a receiver.</summary>
    public void StandInLine(BrokerSession session)
    {
        if (!session.IsListed)
        {
            session.IsListed = true;
            _line.Enqueue(session);
            waiters.WakeOne();
        }
    }

    /// <summary>Forgets a session that has neither messages nor a holder.</summary>
    public void ForgetIfUnused(BrokerSession session)
    {
        if (session.MessageCount == 0 && session.Lock is null)
        {
            _byId.Remove(session.Id);
        }
    }

    private SessionLock Hold(BrokerSession session, TimeSpan renewFor)
    {
        session.Lock = new SessionLock(session);
        holds.Add(session.Lock, renewFor);
        return session.Lock;
    }
}
