using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Orders;

/// <summary>Gives stock that has come to the orders that wait for it, and has each of them done again.</summary>
public sealed class WaitingOrders(StockLedger ledger, OrderQueue queue, StockAnnouncer announcer, TimeProvider timeProvider)
{
    /// <summary>The most pages of waiting orders of one SKU in one run: beyond, the next change of the SKU goes on.</summary>
    private const int PagesMax = 200;

    /// <summary>
    /// Fills the orders that wait for any of the SKUs, first come, first served. Running twice gives nothing twice; cut off between a fill and
    /// the request to do its orders again, the next run names them again.
    /// </summary>
    /// <returns>How many orders were asked for.</returns>
    public async Task<int> FillAsync(IReadOnlyCollection<Sku> skus, CancellationToken cancellationToken)
    {
        var asked = 0;
        foreach (var levels in (await ledger.ReadLevelsAsync(skus, cancellationToken).ConfigureAwait(false)).Values)
        {
            asked += levels.WaitingOrders > 0 ? await FillAsync(levels.Sku, cancellationToken).ConfigureAwait(false) : 0;
        }

        return asked;
    }

    private async Task<int> FillAsync(Sku sku, CancellationToken cancellationToken)
    {
        var (asked, isChanged) = (0, false);
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
            after = filled.Next;
            if (after is null)
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
