using EmbeddedFunctions.ServiceBus;

namespace Azure.Messaging.ServiceBus;

/// <summary>Messages to send in one step, of a bounded size. Not for use on two threads.</summary>
public sealed class ServiceBusMessageBatch : IDisposable
{
    private readonly List<StoredMessage> _contents = [];

    internal ServiceBusMessageBatch(long maxSizeInBytes)
    {
        MaxSizeInBytes = maxSizeInBytes;
    }

    public int Count => _contents.Count;

    public long MaxSizeInBytes { get; }

    public long SizeInBytes { get; private set; }

    internal IReadOnlyList<StoredMessage> Contents => _contents;

    /// <returns>False, with the batch unchanged, when the message does not fit.</returns>
    public bool TryAddMessage(ServiceBusMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var content = StoredMessage.From(message);
        if (SizeInBytes + content.SizeInBytes > MaxSizeInBytes || _contents.Count == StoredMessage.BatchCountMax)
        {
            return false;
        }

        _contents.Add(content);
        SizeInBytes += content.SizeInBytes;
        return true;
    }

    public void Dispose()
    {
        _contents.Clear();
        SizeInBytes = 0;
    }
}
