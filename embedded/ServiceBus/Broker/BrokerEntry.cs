namespace EmbeddedFunctions.ServiceBus;

/// <summary>One message's place in memory. Guarded by its queue's index.</summary>
internal sealed class BrokerEntry(long sequence)
{
    public long Sequence { get; } = sequence;

    public EntryState State { get; set; }

    /// <summary>A deferred message stays one while it is locked: it goes back to its deferred place.</summary>
    public bool IsDeferred { get; set; }

    /// <summary>When a scheduled message is to be enqueued, in UTC ticks; 0 for others. Enqueued, it is a new entry with a new number.</summary>
    public long DueTicks { get; set; }

    /// <summary>How often it was handed out.</summary>
    public int DeliveryCount { get; set; }

    public long EnqueuedTicks { get; init; }

    /// <summary>The end of its life in UTC ticks.</summary>
    public long ExpiresTicks { get; init; } = long.MaxValue;

    /// <summary>Null on queues without sessions.</summary>
    public BrokerSession? Session { get; set; }

    /// <summary>Kept for recent messages only; else it is read from the store.</summary>
    public StoredMessage? Content { get; set; }

    /// <summary>The one behind it in its ready list.</summary>
    public BrokerEntry? Next { get; set; }
}
