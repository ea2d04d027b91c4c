namespace Azure.Messaging.ServiceBus;

/// <summary>The part of a queue a receiver reads.</summary>
public enum SubQueue
{
    None = 0,
    DeadLetter = 1,
    TransferDeadLetter = 2,
}
