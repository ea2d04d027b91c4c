using StockFlow.Items;
using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Orders;

/// <summary>Lets orders go on whose unknown SKUs have become known.</summary>
public sealed class QuarantineRelease(
    StockLedger ledger, BundleCatalog bundles, OrderStore orders, QuarantineStore quarantine, OrderQueue queue, TimeProvider timeProvider)
{
    /// <summary>The most entries looked at in one run; the next run goes on with what is left.</summary>
    private const int EntriesMax = 10_000;

    /// <summary>Asks for every order that waits for a SKU to be done once more. Call it after a SKU was received, or defined as a bundle.</summary>
    /// <returns>How many orders were asked for.</returns>
    public async Task<int> ReleaseAsync(Sku sku, CancellationToken cancellationToken)
    {
        if (!await IsKnownAsync(sku, cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        var released = 0;
        await foreach (var entry in quarantine.ReadAsync(sku, cancellationToken).ConfigureAwait(false))
        {
            released += await ReleaseAsync(entry, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        }

        return released;
    }

    /// <summary>Looks through the whole list: the net below callers that died after a receipt.</summary>
    /// <returns>How many orders were asked for.</returns>
    public async Task<int> ReleaseAllAsync(CancellationToken cancellationToken)
    {
        var known = new Dictionary<Sku, bool>();
        var released = 0;
        await foreach (var entry in quarantine.ReadAsync(EntriesMax, cancellationToken).ConfigureAwait(false))
        {
            if (entry is not { Sku: { } sku, Reason: QuarantineReason.UnknownSku })
            {
                continue;
            }

            if (!known.TryGetValue(sku, out var isKnown))
            {
                isKnown = await IsKnownAsync(sku, cancellationToken).ConfigureAwait(false);
                known.Add(sku, isKnown);
            }

            released += isKnown && await ReleaseAsync(entry, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        }

        return released;
    }

    private async Task<bool> IsKnownAsync(Sku sku, CancellationToken cancellationToken) =>
        (await bundles.ReadAsync(cancellationToken).ConfigureAwait(false)).TryFind(sku, out _)
        || await ledger.ReadLevelsAsync(sku, cancellationToken).ConfigureAwait(false) is not null;

    private async Task<bool> ReleaseAsync(QuarantineEntry entry, CancellationToken cancellationToken)
    {
        var order = await orders.ReadAsync(entry.Order, cancellationToken).ConfigureAwait(false);
        if (order is null or { IsDone: false })
        {
            // In work: it finds the SKU known by itself, or is found waiting by the next run.
            return false;
        }

        var waits = order.Lines.Any(line =>
            line.Result?.Quarantine == QuarantineReason.UnknownSku && Sku.TryParse(line.Sku, null, out var sku) && sku == entry.Sku);
        if (!waits)
        {
            await quarantine.RemoveUnchangedAsync(entry, cancellationToken).ConfigureAwait(false);
            return false;
        }

        await queue.SendAsync(new OrderRerun(order.Id, order.Revision, timeProvider.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        return true;
    }
}
