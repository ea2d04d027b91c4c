namespace Azure.Messaging.ServiceBus;

/// <summary>Settings of a session receiver.</summary>
public class ServiceBusSessionReceiverOptions
{
    /// <summary>A name for the receiver in diagnostics; null stands for one of its own.</summary>
    public string? Identifier { get; set; }

    /// <summary>As <see cref="ServiceBusReceiverOptions.PrefetchCount"/>.</summary>
    public int PrefetchCount { get; set; }

    public ServiceBusReceiveMode ReceiveMode { get; set; }
}
