namespace EmbeddedFunctions.ServiceBus;

/// <summary>One receiver's hold on one session.</summary>
internal sealed class SessionLock(BrokerSession session) : HeldLock
{
    public BrokerSession Session { get; } = session;

    public string SessionId => Session.Id;

    public DateTimeOffset LockedUntil => new(LockedUntilTicks, TimeSpan.Zero);

    /// <summary>Messages handed out under this hold and not settled.</summary>
    public HashSet<MessageLock> InFlight { get; } = [];

    /// <summary>Receives that wait for a message of this session.</summary>
    public Waiters Waiters { get; } = new();
}
