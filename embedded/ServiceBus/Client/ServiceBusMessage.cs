namespace Azure.Messaging.ServiceBus;

/// <summary>A message to send. Not for use on two threads.</summary>
public class ServiceBusMessage
{
    private const int IdentifierLengthMax = 128;

    private BinaryData _body;
    private string? _messageId;
    private string? _sessionId;
    private string? _replyToSessionId;
    private string? _partitionKey;
    private TimeSpan _timeToLive = TimeSpan.MaxValue;

    public ServiceBusMessage()
        : this(default(ReadOnlyMemory<byte>))
    {
    }

    public ServiceBusMessage(string? body)
        : this(new BinaryData(body ?? string.Empty))
    {
    }

    public ServiceBusMessage(ReadOnlyMemory<byte> body)
        : this(BinaryData.FromBytes(body))
    {
    }

    public ServiceBusMessage(BinaryData body)
    {
        ArgumentNullException.ThrowIfNull(body);
        _body = body;
    }

    /// <summary>A copy to send again: what the application set is kept, what the broker added (such as a dead-letter reason) is not.</summary>
    public ServiceBusMessage(ServiceBusReceivedMessage receivedMessage)
        : this((receivedMessage ?? throw new ArgumentNullException(nameof(receivedMessage))).Body)
    {
        _messageId = receivedMessage.MessageId;
        _sessionId = receivedMessage.SessionId;
        _replyToSessionId = receivedMessage.ReplyToSessionId;
        _partitionKey = receivedMessage.PartitionKey;
        _timeToLive = receivedMessage.TimeToLive;
        ContentType = receivedMessage.ContentType;
        CorrelationId = receivedMessage.CorrelationId;
        ReplyTo = receivedMessage.ReplyTo;
        Subject = receivedMessage.Subject;
        To = receivedMessage.To;
        ScheduledEnqueueTime = receivedMessage.ScheduledEnqueueTime;
        foreach (var (name, value) in receivedMessage.ApplicationProperties)
        {
            if (name is not (ServiceBusReceivedMessage.DeadLetterReasonProperty or ServiceBusReceivedMessage.DeadLetterDescriptionProperty))
            {
                ApplicationProperties[name] = value;
            }
        }
    }

    /// <summary>Values of the simple types: integers, floating point, decimal, bool, char, string, Guid, DateTime(Offset), TimeSpan, Uri.</summary>
    public IDictionary<string, object> ApplicationProperties { get; } = new Dictionary<string, object>(StringComparer.Ordinal);

    public BinaryData Body
    {
        get => _body;
        set => _body = value ?? throw new ArgumentNullException(nameof(value));
    }

    public string? ContentType { get; set; }

    public string? CorrelationId { get; set; }

    /// <summary>1 to 128 characters. Duplicate detection compares it. Null: the broker makes one.</summary>
    public string? MessageId
    {
        get => _messageId;
        set
        {
            if (value is { Length: 0 })
            {
                throw new ArgumentException("A message id can't be empty; leave it null to have one made.", nameof(value));
            }

            _messageId = Checked(value, nameof(MessageId));
        }
    }

    /// <summary>At most 128 characters; the same as the session id if both are set.</summary>
    public string? PartitionKey
    {
        get => _partitionKey;
        set
        {
            if (value is not null && _sessionId is not null && value != _sessionId)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "The partition key has to equal the session id.");
            }

            _partitionKey = Checked(value, nameof(PartitionKey));
        }
    }

    public string? ReplyTo { get; set; }

    public string? ReplyToSessionId
    {
        get => _replyToSessionId;
        set => _replyToSessionId = Checked(value, nameof(ReplyToSessionId));
    }

    /// <summary>The message is not deliverable before this moment. The default value means at once.</summary>
    public DateTimeOffset ScheduledEnqueueTime { get; set; }

    /// <summary>At most 128 characters. Required on a queue with sessions.</summary>
    public string? SessionId
    {
        get => _sessionId;
        set
        {
            _sessionId = Checked(value, nameof(SessionId));
            if (_partitionKey is not null)
            {
                _partitionKey = value;
            }
        }
    }

    public string? Subject { get; set; }

    /// <summary>Above zero. The queue's own limit applies when it is shorter.</summary>
    public TimeSpan TimeToLive
    {
        get => _timeToLive;
        set => _timeToLive = value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The time to live has to be above zero.");
    }

    public string? To { get; set; }

    public override string ToString() => $"{{MessageId:{MessageId}}}";

    private static string? Checked(string? value, string name) => value is { Length: > IdentifierLengthMax }
        ? throw new ArgumentOutOfRangeException(name, value.Length, $"{name} has at most {IdentifierLengthMax} characters.")
        : value;
}
