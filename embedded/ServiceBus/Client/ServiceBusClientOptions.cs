namespace Azure.Messaging.ServiceBus;

/// <summary>Settings of a client.</summary>
public class ServiceBusClientOptions
{
    /// <summary>A name for the client in diagnostics; null stands for one of its own.</summary>
    public string? Identifier { get; set; }
}
