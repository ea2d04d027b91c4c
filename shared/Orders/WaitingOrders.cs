using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Orders;

/// <summary>Gives stock that has come to the orders that wait for it, and has each of them done again.</summary>
public sealed class WaitingOrders(StockLedger ledger, OrderQueue queue, StockAnnouncer announcer, TimeProvider timeProvider)
{
    /// <summary>The most pages of waiting orders of one SKU in one run: the next change or review goes on.</summary>
    private const int PagesMax = 500;

    /// <summary>
    /// Pages looked at beyond those that could be filled. Whoever waits at the front may be waiting for another location than the one that
    /// has units; to look through all at every change would cost the square of how many wait.
    /// </summary>
    private const int IdlePagesMax = 5;

    /// <summary>
    /// Fills the orders that wait for any of the SKUs, first come, first served. Running twice gives nothing twice; cut off between a fill and
    /// the request to do its orders again, the next run names them again.
    /// </summary>
    /// <param name="isReview">Looks at all who wait, also where there seems to be nothing to give: the net below runs that were cut off.</param>
    /// <returns>How many orders were asked for.</returns>
    public async Task<int> FillAsync(IReadOnlyCollection<Sku> skus, bool isReview, CancellationToken cancellationToken)
    {
        var asked = 0;
        foreach (var levels in (await ledger.ReadLevelsAsync(skus, cancellationToken).ConfigureAwait(false)).Values)
        {
            if (levels.WaitingOrders > 0)
            {
                var idlePages = isReview ? PagesMax : levels.Locations.Any(IsFree) ? IdlePagesMax : 1;
                asked += await FillAsync(levels.Sku, idlePages, cancellationToken).ConfigureAwait(false);
            }
        }

        return asked;
    }

    /// <summary>What is promised beyond available was promised to those that wait: it is theirs first.</summary>
    private static bool IsFree(LocationLevel level) => level.AvailableUnits + level.BackorderedUnits > 0;

    private async Task<int> FillAsync(Sku sku, int idlePagesMax, CancellationToken cancellationToken)
    {
        var (asked, idlePages, isChanged) = (0, 0, false);
        WaitingOrder? after = null;
        for (var page = 1; page <= PagesMax; page++)
        {
            var filled = await ledger.FillWaitingAsync(sku, after, cancellationToken).ConfigureAwait(false);
            foreach (var order in filled.Filled)
            {
                await queue.SendAsync(new OrderRerun(order.Order, order.Revision, timeProvider.GetUtcNow()), cancellationToken).ConfigureAwait(false);
            }

            asked += filled.Filled.Count;
            isChanged |= filled.IsChanged;
            idlePages += filled.IsChanged ? 0 : 1;
            after = filled.Next;
            if (after is null || idlePages >= idlePagesMax)
            {
                break;
            }
        }

        if (isChanged)
        {
            await announcer.AnnounceAsync([sku], timeProvider.GetUtcNow(), movedBy: null, cancellationToken).ConfigureAwait(false);
        }

        return asked;
    }
}
