namespace EmbeddedFunctions.ServiceBus;

/// <summary>A hold on a message or a session that ends by itself. Guarded by its queue's index.</summary>
internal abstract class HeldLock
{
    protected HeldLock()
    {
        Node = new LinkedListNode<HeldLock>(this);
    }

    public long LockedUntilTicks { get; set; }

    /// <summary>Until then the broker renews the hold by itself, for a handler that is running.</summary>
    public long RenewUntilTicks { get; set; }

    /// <summary>Its place in the queue's holds, which are in order of their end.</summary>
    public LinkedListNode<HeldLock> Node { get; }

    public bool IsHeldAt(long nowTicks) => nowTicks < LockedUntilTicks || nowTicks < RenewUntilTicks;
}
