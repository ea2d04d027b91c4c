namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// Who holds which message or session until when. All holds of a queue last equally long, so they end in the order they began in,
/// and the next to end is always the first. Guarded by its queue's index.
/// </summary>
/// <param name="duration">How long a hold lasts without renewal.</param>
/// <param name="clock">Rings when the next hold ends.</param>
internal sealed class Holds(TimeSpan duration, AlarmClock clock)
{
    private readonly Dictionary<Guid, MessageLock> _messages = [];
    private readonly LinkedList<HeldLock> _byEnd = new();

    /// <summary>Messages held, those of held sessions too.</summary>
    public int MessageCount => _messages.Count;

    /// <returns>Null when the hold has ended.</returns>
    public MessageLock? Find(Guid token) =>
        _messages.TryGetValue(token, out var held) && held.Holder.IsHeldAt(clock.NowTicks) ? held : null;

    /// <summary>Begins a hold on a message: one of its own, or for as long as its session is held.</summary>
    public void Add(MessageLock held, TimeSpan renewFor)
    {
        _messages.Add(held.Token, held);
        if (held.Owner is { } session)
        {
            session.InFlight.Add(held);
            held.LockedUntilTicks = session.LockedUntilTicks;
        }
        else
        {
            Begin(held, renewFor);
        }
    }

    /// <summary>Begins a hold on a session.</summary>
    public void Add(SessionLock held, TimeSpan renewFor) => Begin(held, renewFor);

    public void Remove(MessageLock held)
    {
        _messages.Remove(held.Token);
        if (held.Owner is { } session)
        {
            session.InFlight.Remove(held);
        }
        else
        {
            _byEnd.Remove(held.Node);
        }
    }

    /// <summary>Ends a hold on a session, and with it those on its messages, which <see cref="SessionLock.InFlight"/> still names.</summary>
    public void Remove(SessionLock held)
    {
        _byEnd.Remove(held.Node);
        foreach (var message in held.InFlight)
        {
            _messages.Remove(message.Token);
        }
    }

    /// <summary>Starts the hold's time anew.</summary>
    /// <returns>Its new end.</returns>
    public DateTimeOffset Renew(HeldLock held)
    {
        _byEnd.Remove(held.Node);
        Append(held);
        return new DateTimeOffset(held.LockedUntilTicks, TimeSpan.Zero);
    }

    /// <summary>Finds a hold whose time is up, to be removed by the caller; renews those that the broker renews by itself.</summary>
    /// <returns>Null when there is none; the alarm is set for the next then.</returns>
    public HeldLock? NextEnded(long nowTicks)
    {
        while (_byEnd.First is { } first)
        {
            if (first.Value.LockedUntilTicks > nowTicks)
            {
                clock.Set(first.Value.LockedUntilTicks);
                return null;
            }

            if (first.Value.RenewUntilTicks <= nowTicks)
            {
                return first.Value;
            }

            Renew(first.Value);
        }

        return null;
    }

    private void Begin(HeldLock held, TimeSpan renewFor)
    {
        if (renewFor > TimeSpan.Zero)
        {
            var nowTicks = clock.NowTicks;
            held.RenewUntilTicks = renewFor.Ticks < long.MaxValue - nowTicks ? nowTicks + renewFor.Ticks : long.MaxValue;
        }

        Append(held);
    }

    private void Append(HeldLock held)
    {
        held.LockedUntilTicks = clock.NowTicks + duration.Ticks;
        _byEnd.AddLast(held.Node);
        clock.Set(held.LockedUntilTicks);
    }
}
