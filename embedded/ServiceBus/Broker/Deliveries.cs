using Azure.Messaging.ServiceBus;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// The way of a message from its place into a receiver's hold, and out again: to be settled, or back when the hold ends by itself.
/// Guarded by the queue's index.
/// </summary>
/// <param name="queue">The queue's name, for failures.</param>
/// <param name="tokens">Makes lock tokens.</param>
/// <param name="places">Where messages come from and go back to.</param>
/// <param name="sessions">The queue's sessions.</param>
/// <param name="holds">Who holds what.</param>
internal sealed class Deliveries(string queue, LockTokens tokens, Places places, Sessions sessions, Holds holds)
{
    /// <summary>Hands out ready messages.</summary>
    /// <exception cref="ServiceBusException">SessionLockLost.</exception>
    public List<MessageLock> Take(int countMax, SessionLock? session, TimeSpan renewFor)
    {
        sessions.RequireHeld(session);
        var ready = places.ReadyIn(session?.Session);
        var taken = new List<MessageLock>(Math.Min(countMax, ready.Count));
        while (taken.Count < countMax && places.TakeReady(ready) is { } entry)
        {
            taken.Add(HandOut(entry, session, renewFor));
        }

        return taken;
    }

    /// <summary>Hands out deferred messages: all, or none if one is missing.</summary>
    /// <exception cref="ServiceBusException">MessageNotFound, SessionLockLost.</exception>
    public List<MessageLock> TakeDeferred(IReadOnlyList<long> sequences, SessionLock? session)
    {
        sessions.RequireHeld(session);
        foreach (var sequence in sequences)
        {
            if (places.FindDeferred(sequence) is not { } entry || (session is not null && entry.Session != session.Session))
            {
                throw BrokerFailures.MessageMissing(queue, sequence, "deferred");
            }
        }

        var taken = new List<MessageLock>(sequences.Count);
        foreach (var sequence in sequences)
        {
            if (places.TakeDeferred(sequence) is { } entry)
            {
                taken.Add(HandOut(entry, session, default));
            }
        }

        return taken;
    }

    /// <summary>Takes a held message out of its hold, for the write that settles it.</summary>
    /// <returns>Null when the hold has ended.</returns>
    public BrokerEntry? BeginSettle(Guid token)
    {
        if (holds.Find(token) is not { } held)
        {
            return null;
        }

        holds.Remove(held);
        places.Settle(held.Entry);
        return held.Entry;
    }

    /// <summary>As <see cref="BeginSettle"/> for many, leaving out those whose hold has ended.</summary>
    public List<BrokerEntry> BeginSettleHeld(IEnumerable<Guid> tokens)
    {
        var entries = new List<BrokerEntry>();
        foreach (var token in tokens)
        {
            if (BeginSettle(token) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    /// <summary>Gives back what was held until now and is not renewed.</summary>
    public void EndLapsed(long nowTicks)
    {
        while (holds.NextEnded(nowTicks) is { } held)
        {
            if (held is SessionLock session)
            {
                Release(session);
            }
            else
            {
                Release((MessageLock)held);
            }
        }
    }

    /// <summary>Gives a held session back with its unsettled messages; it wants the next receiver if any are ready.</summary>
    public void Release(SessionLock held)
    {
        var session = held.Session;
        holds.Remove(held);
        session.Lock = null;
        foreach (var inFlight in held.InFlight)
        {
            places.Return(inFlight.Entry, whateverItsCount: false);
        }

        held.InFlight.Clear();
        held.Waiters.WakeAll();
        if (session.Ready.Count > 0)
        {
            sessions.StandInLine(session);
        }
        else
        {
            sessions.ForgetIfUnused(session);
        }
    }

    private void Release(MessageLock held)
    {
        holds.Remove(held);
        places.Return(held.Entry, whateverItsCount: false);
    }

    private MessageLock HandOut(BrokerEntry entry, SessionLock? session, TimeSpan renewFor)
    {
        entry.State = EntryState.Locked;
        entry.DeliveryCount++;
        var held = new MessageLock(entry, tokens.Next(), session);
        holds.Add(held, renewFor);
        return held;
    }
}
