using EmbeddedFunctions.ServiceBus;

namespace Azure.Messaging.ServiceBus;

/// <summary>A message as received or peeked.</summary>
public class ServiceBusReceivedMessage
{
    internal const string DeadLetterReasonProperty = "DeadLetterReason";
    internal const string DeadLetterDescriptionProperty = "DeadLetterErrorDescription";

    private readonly StoredMessage _content;

    internal ServiceBusReceivedMessage(StoredMessage content, long sequenceNumber)
    {
        _content = content;
        SequenceNumber = sequenceNumber;
        EnqueuedSequenceNumber = sequenceNumber;
    }

    public IReadOnlyDictionary<string, object> ApplicationProperties => _content.Properties;

    public BinaryData Body => BinaryData.FromBytes(_content.Body);

    public string? ContentType => _content.ContentType;

    public string? CorrelationId => _content.CorrelationId;

    public string? DeadLetterErrorDescription => Property(DeadLetterDescriptionProperty);

    public string? DeadLetterReason => Property(DeadLetterReasonProperty);

    /// <summary>The queue a forwarded dead letter comes from; dead letters are not forwarded here.</summary>
    public string? DeadLetterSource { get; internal init; }

    /// <summary>How often the message has been handed out, this time included. 0 on a peeked message that never was.</summary>
    public int DeliveryCount { get; internal init; }

    public long EnqueuedSequenceNumber { get; internal init; }

    public DateTimeOffset EnqueuedTime { get; internal init; }

    /// <summary>The enqueued time plus the time to live, or the end of time.</summary>
    public DateTimeOffset ExpiresAt => TimeToLive < DateTimeOffset.MaxValue - EnqueuedTime ? EnqueuedTime + TimeToLive : DateTimeOffset.MaxValue;

    /// <summary>The end of the lock as last known to this receiver.</summary>
    public DateTimeOffset LockedUntil { get; internal set; }

    public string LockToken => LockTokenGuid.ToString();

    public string MessageId => _content.MessageId ?? string.Empty;

    public string? PartitionKey => _content.PartitionKey;

    public string? ReplyTo => _content.ReplyTo;

    public string? ReplyToSessionId => _content.ReplyToSessionId;

    public DateTimeOffset ScheduledEnqueueTime => _content.ScheduledEnqueueTime;

    public long SequenceNumber { get; }

    public string? SessionId => _content.SessionId;

    public ServiceBusMessageState State { get; internal init; }

    public string? Subject => _content.Subject;

    public TimeSpan TimeToLive => _content.TimeToLive;

    public string? To => _content.To;

    internal Guid LockTokenGuid { get; init; }

    public override string ToString() => $"{{MessageId:{MessageId}}}";

    private string? Property(string name) => _content.Properties.TryGetValue(name, out var value) ? value as string : null;
}
