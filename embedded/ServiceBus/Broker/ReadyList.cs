namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// Deliverable messages in order of sequence number. New ones come at the end; those given back belong near the front,
/// and as they mostly come back in order, the place of the last one is where the search for the next begins.
/// </summary>
internal sealed class ReadyList
{
    private BrokerEntry? _head;
    private BrokerEntry? _tail;
    private BrokerEntry? _lastInserted;

    public int Count { get; private set; }

    public void Add(BrokerEntry entry)
    {
        Count++;
        entry.Next = null;
        if (_tail is null || entry.Sequence > _tail.Sequence)
        {
            if (_tail is null)
            {
                _head = entry;
            }
            else
            {
                _tail.Next = entry;
            }

            _tail = entry;
            return;
        }

        if (entry.Sequence < _head!.Sequence)
        {
            entry.Next = _head;
            _head = entry;
        }
        else
        {
            var before = _lastInserted is not null && _lastInserted.Sequence < entry.Sequence ? _lastInserted : _head;
            while (before.Next is { } next && next.Sequence < entry.Sequence)
            {
                before = next;
            }

            entry.Next = before.Next;
            before.Next = entry;
        }

        _lastInserted = entry;
    }

    public BrokerEntry? TakeFirst()
    {
        var entry = _head;
        if (entry is null)
        {
            return null;
        }

        _head = entry.Next;
        _tail = _head is null ? null : _tail;
        _lastInserted = ReferenceEquals(_lastInserted, entry) ? null : _lastInserted;
        entry.Next = null;
        Count--;
        return entry;
    }
}
