namespace EmbeddedFunctions.ServiceBus;

/// <summary>A receiver's hold on one message; in a session it lasts as long as the session's.</summary>
internal sealed class MessageLock(BrokerEntry entry, Guid token, SessionLock? owner) : HeldLock
{
    public BrokerEntry Entry { get; } = entry;

    public Guid Token { get; } = token;

    /// <summary>Null on queues without sessions.</summary>
    public SessionLock? Owner { get; } = owner;

    /// <summary>What ends the hold: the session, or itself.</summary>
    public HeldLock Holder => Owner ?? (HeldLock)this;
}
