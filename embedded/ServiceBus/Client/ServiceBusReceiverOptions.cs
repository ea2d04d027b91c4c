namespace Azure.Messaging.ServiceBus;

/// <summary>Settings of a receiver.</summary>
public class ServiceBusReceiverOptions
{
    /// <summary>A name for the receiver in diagnostics; null stands for one of its own.</summary>
    public string? Identifier { get; set; }

    /// <summary>Messages a client may fetch ahead, 0 or more. The broker is in this process: nothing is gained, so nothing is fetched ahead.</summary>
    public int PrefetchCount { get; set; }

    public ServiceBusReceiveMode ReceiveMode { get; set; }

    public SubQueue SubQueue { get; set; }
}
