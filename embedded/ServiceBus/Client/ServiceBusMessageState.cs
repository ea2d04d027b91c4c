namespace Azure.Messaging.ServiceBus;

/// <summary>Where a message is in its life. A locked message counts as active.</summary>
public enum ServiceBusMessageState
{
    Active = 0,
    Deferred = 1,
    Scheduled = 2,
}
