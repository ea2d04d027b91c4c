using StockFlow.Channels;
using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Orders;

/// <summary>Keeps the list of what an order waits for in step with its outcome. Each step may run again.</summary>
public sealed class OrderShortfalls(ShortfallStore store, OrderQueue queue)
{
    /// <summary>Lists what the order waits for. Before its outcome is recorded: then nothing that waits is ever out of sight.</summary>
    internal async Task ListAsync(Order order, CompletionRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = request.Skus.Select(result => Shortfall.Of(order, result, now)).OfType<Shortfall>().ToList();
        if (found.Count == 0)
        {
            return;
        }

        var before = (await store.ReadAsync(order.Id, cancellationToken).ConfigureAwait(false)).ToDictionary(shortfall => shortfall.Sku);
        await store
            .SetAsync([.. found.Select(shortfall => shortfall.After(before.GetValueOrDefault(shortfall.Sku)))], cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>After the outcome is recorded: takes off the list what is waited for no more, and gives up what the channel's policy gives up.</summary>
    /// <param name="order">With what became of its lines.</param>
    internal async Task SettleAsync(
        Order order, CompletionRequest request, ShortagePolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var waiting = request.Skus.Where(result => Shortfall.Of(order, result, now) is not null).ToDictionary(result => result.Sku);

        // A first revision found nothing on the list; ordinary orders have no other and read nothing here.
        if (order.Revision > 1)
        {
            foreach (var listed in await store.ReadAsync(order.Id, cancellationToken).ConfigureAwait(false))
            {
                if (!waiting.ContainsKey(listed.Sku))
                {
                    await store.RemoveUpToAsync(order.Id, listed.Sku, order.Revision, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        var open = waiting.Values.Where(result => result.ShortUnits > 0).Select(result => result.Sku).ToHashSet();
        if (policy == ShortagePolicy.CancelShort && open.Count > 0)
        {
            await queue.SendAsync(new ShortfallDecided(order.Id, order.Revision, ShortfallRules.GiveUp(order, open), now), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tells an order what its merchant decided.</summary>
    /// <param name="order">Done, at the revision of <paramref name="shortfall"/>.</param>
    public Task DecideAsync(
        Order order,
        Shortfall shortfall,
        ShortfallDecisionKind kind,
        LocationId? location,
        DateTimeOffset? expectedAt,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<ShortfallDecision> decisions = kind == ShortfallDecisionKind.Cancel
            ? ShortfallRules.GiveUp(order, [shortfall.Sku])
            : [new ShortfallDecision(shortfall.Sku, kind, 0, 0, location, expectedAt)];
        return queue.SendAsync(new ShortfallDecided(order.Id, shortfall.Revision, decisions, now), cancellationToken);
    }
}
