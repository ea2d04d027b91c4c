namespace Azure.Messaging.ServiceBus;

/// <summary>Whether a received message waits for settlement, or is gone once received.</summary>
public enum ServiceBusReceiveMode
{
    PeekLock = 0,
    ReceiveAndDelete = 1,
}
