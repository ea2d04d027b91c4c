namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// The contents of the newest messages, so that a message received soon after it was sent is not read from disk.
/// Bounded in bytes and in number. Guarded by its queue's index.
/// </summary>
internal sealed class RecentContents
{
    private const int BytesMax = 4 * 1_024 * 1_024;
    private const int CountMax = 8_192;

    private readonly Queue<BrokerEntry> _entries = new();
    private int _bytes;

    public void Keep(BrokerEntry entry, StoredMessage content)
    {
        entry.Content = content;
        _bytes += content.SizeInBytes;
        _entries.Enqueue(entry);
        while (_entries.TryPeek(out var oldest) && (oldest.Content is null || _bytes > BytesMax || _entries.Count > CountMax))
        {
            Forget(_entries.Dequeue());
        }
    }

    public void Forget(BrokerEntry entry)
    {
        if (entry.Content is { } content)
        {
            _bytes -= content.SizeInBytes;
            entry.Content = null;
        }
    }
}
