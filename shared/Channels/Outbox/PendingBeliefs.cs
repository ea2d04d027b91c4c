using System.Collections.Concurrent;
using StockFlow.Stock;

namespace StockFlow.Channels.Outbox;

/// <summary>
/// Which entries this process believes to be in the outbox. Only a guess of which write will succeed, adding or touching; the table
/// answers when it is wrong. In one process it is nearly always right, so that a batch of changes costs one transaction and no read.
/// </summary>
internal sealed class PendingBeliefs
{
    private const int SizeMax = 100_000;

    private readonly ConcurrentDictionary<(ChannelId, Sku), bool> _pending = new();

    public bool IsPending(ChannelId channel, Sku sku) => _pending.ContainsKey((channel, sku));

    public void Set(ChannelId channel, Sku sku, bool isPending)
    {
        if (!isPending)
        {
            _pending.TryRemove((channel, sku), out _);
            return;
        }

        if (_pending.Count >= SizeMax)
        {
            _pending.Clear();
        }

        _pending[(channel, sku)] = true;
    }
}
