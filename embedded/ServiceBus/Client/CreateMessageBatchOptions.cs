namespace Azure.Messaging.ServiceBus;

/// <summary>Settings of a message batch.</summary>
public class CreateMessageBatchOptions
{
    /// <summary>The most bytes of the batch; null stands for the limit of the queue.</summary>
    public long? MaxSizeInBytes { get; set; }
}
