namespace EmbeddedFunctions.ServiceBus;

/// <summary>Where a message is. The stored ones are numbered: Ready, Deferred and Scheduled.</summary>
internal enum EntryState : byte
{
    Ready = 0,
    Deferred = 1,
    Scheduled = 2,

    /// <summary>Handed out and waiting for settlement.</summary>
    Locked = 3,

    /// <summary>A write that moves or removes it is under way, or done.</summary>
    Settling = 4,
}
