using StockFlow.Channels;
using StockFlow.Items;
using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Orders;

/// <summary>
/// Has orders that are short done again when more may be promised than when they came: a limit was raised, or an item that is pre-ordered has
/// come before its date. Else whoever comes next would be promised what they wait for. Free units go to who waits by <see cref="WaitingOrders"/>.
/// </summary>
public sealed class RaisedAllowance(
    StockLedger ledger, ItemCatalog items, ChannelCatalog channels, OrderQueue queue, TimeProvider timeProvider)
{
    /// <summary>
    /// Asks for those that can be promised something, first come, first served: for as many as get all they want, or for the first alone. The
    /// next run goes on from there. Running twice asks twice, which is harmless.
    /// </summary>
    /// <param name="shortfalls">What is open; rows without short units are passed over.</param>
    /// <returns>How many orders were asked for.</returns>
    public async Task<int> RerunAsync(IEnumerable<Shortfall> shortfalls, CancellationToken cancellationToken)
    {
        var asked = 0;
        var bySku = shortfalls.Where(shortfall => shortfall.ShortUnits > 0).ToLookup(shortfall => shortfall.Sku);
        IReadOnlyCollection<Sku> skus = [.. bySku.Select(some => some.Key)];
        var levels = await ledger.ReadLevelsAsync(skus, cancellationToken).ConfigureAwait(false);
        var terms = await items.ReadAsync(skus, cancellationToken).ConfigureAwait(false);
        foreach (var some in bySku.Where(some => levels.ContainsKey(some.Key)))
        {
            foreach (var first in FindFirst(some, levels[some.Key], terms[some.Key]))
            {
                await queue.SendAsync(new OrderRerun(first.Order, first.Revision, timeProvider.GetUtcNow()), cancellationToken).ConfigureAwait(false);
                asked++;
            }
        }

        return asked;
    }

    private IEnumerable<Shortfall> FindFirst(IEnumerable<Shortfall> some, SkuLevels levels, ItemTerms terms)
    {
        long promised = 0;
        foreach (var shortfall in some.OrderBy(shortfall => shortfall.WaitingSince).ThenBy(shortfall => shortfall.Order.ToString(), StringComparer.Ordinal))
        {
            var room = RoomUnits(shortfall.Order.Channel, levels, terms);
            if (room > 0 && promised > 0 && promised + shortfall.ShortUnits > room)
            {
                yield break;
            }

            if (room > 0)
            {
                promised += shortfall.ShortUnits;
                yield return shortfall;
            }
        }
    }

    /// <summary>What an order of the channel would be promised beyond available; before the release date what is there is promised too.</summary>
    private long RoomUnits(ChannelId id, SkuLevels levels, ItemTerms terms)
    {
        if (!channels.TryGet(id, out var channel) || channel.Settings.Shortage != ShortagePolicy.Backorder)
        {
            return 0;
        }

        var allowance = BackorderAllowance.Of(channel.Settings, terms, timeProvider.GetUtcNow()).Beside(levels, channel.Settings.Locations);
        var available = channel.Settings.Locations.Sum(location => (long)LevelList.At(levels, location).AvailableUnits);
        return ReservationRules.RoomUnits(allowance.LimitUnits, available, isPreorder: allowance.ReleaseAt is not null);
    }
}
