using Azure.Messaging.ServiceBus;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>What a sender put into a message. It never changes, so it is shared between the store and receivers.</summary>
internal sealed record StoredMessage
{
    /// <summary>The service's limit for one message, and for the messages of one send together (standard tier).</summary>
    public const int SizeInBytesMax = 256 * 1_024;

    /// <summary>The service's limit for one send.</summary>
    public const int BatchCountMax = 4_500;

    /// <summary>What the broker adds to a message on the wire, roughly.</summary>
    private const int OverheadBytes = 64;

    public static readonly IReadOnlyDictionary<string, object> NoProperties = new Dictionary<string, object>();

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Null until the broker makes one.</summary>
    public string? MessageId { get; init; }

    public string? SessionId { get; init; }

    public string? CorrelationId { get; init; }

    public string? Subject { get; init; }

    public string? ContentType { get; init; }

    public string? ReplyTo { get; init; }

    public string? ReplyToSessionId { get; init; }

    public string? To { get; init; }

    public string? PartitionKey { get; init; }

    public TimeSpan TimeToLive { get; init; } = TimeSpan.MaxValue;

    public DateTimeOffset ScheduledEnqueueTime { get; init; }

    public IReadOnlyDictionary<string, object> Properties { get; init; } = NoProperties;

    /// <summary>The stored form of everything but the body, the ids and the times. Set where a message enters.</summary>
    public byte[] Header { get; init; } = [];

    public int SizeInBytes => Body.Length + Header.Length + (MessageId?.Length ?? 0) + (SessionId?.Length ?? 0) + OverheadBytes;

    /// <summary>A copy of a message that is safe from later changes to it.</summary>
    /// <exception cref="System.Runtime.Serialization.SerializationException">An application property has an unsupported type.</exception>
    public static StoredMessage From(ServiceBusMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var content = new StoredMessage
        {
            Body = message.Body.ToArray(),
            MessageId = message.MessageId,
            SessionId = message.SessionId,
            CorrelationId = message.CorrelationId,
            Subject = message.Subject,
            ContentType = message.ContentType,
            ReplyTo = message.ReplyTo,
            ReplyToSessionId = message.ReplyToSessionId,
            To = message.To,
            PartitionKey = message.PartitionKey,
            TimeToLive = message.TimeToLive,
            ScheduledEnqueueTime = message.ScheduledEnqueueTime,
            Properties = message.ApplicationProperties.Count == 0
                ? NoProperties
                : new Dictionary<string, object>(message.ApplicationProperties, StringComparer.Ordinal),
        };
        return content with { Header = HeaderCodec.Encode(content) };
    }

    /// <summary>The same message with some application properties set anew.</summary>
    public StoredMessage WithProperties(IEnumerable<KeyValuePair<string, object>> changes)
    {
        var properties = new Dictionary<string, object>(Properties, StringComparer.Ordinal);
        foreach (var (name, value) in changes)
        {
            properties[name] = value;
        }

        var content = this with { Properties = properties };
        return content with { Header = HeaderCodec.Encode(content) };
    }
}
