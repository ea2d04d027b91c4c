using StockFlow.Items;
using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Orders;

/// <summary>Defines and retires bundles, and sees to it that channels and waiting orders hear of it. Everything may be done twice.</summary>
public sealed class BundleService(
    BundleCatalog catalog,
    StockLedger ledger,
    StockAnnouncer announcer,
    QuarantineRelease quarantine,
    ItemOptions options,
    TimeProvider timeProvider)
{
    /// <summary>Defines a bundle. Orders that wait for its SKU go on; orders that have it already keep what they hold.</summary>
    /// <exception cref="ArgumentException">The bundle is out of its ranges.</exception>
    /// <exception cref="StockContentionException">Too many others change bundles; nothing was changed.</exception>
    public async Task<BundleOutcome> DefineAsync(Bundle bundle, CancellationToken cancellationToken)
    {
        bundle.Check();
        bundle = bundle with { Components = [.. bundle.Components.OrderBy(component => component.Sku)] };
        var levels = await ledger
            .ReadLevelsAsync([bundle.Sku, .. bundle.Components.Select(component => component.Sku)], cancellationToken)
            .ConfigureAwait(false);
        if (levels.ContainsKey(bundle.Sku))
        {
            return new BundleOutcome.HasStock();
        }

        // A bundle within a bundle is unknown to the ledger as well, and told for what it is.
        var sold = await catalog.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
        if (BundleRules.Define(sold, bundle).Outcome is BundleOutcome.Nested nested)
        {
            return nested;
        }

        foreach (var component in bundle.Components)
        {
            if (!levels.ContainsKey(component.Sku))
            {
                return new BundleOutcome.UnknownComponent(component.Sku);
            }
        }

        var outcome = await ChangeAsync(bundle.Sku, bundles => BundleRules.Define(bundles, bundle), cancellationToken).ConfigureAwait(false);
        if (outcome is not BundleOutcome.Done)
        {
            return outcome;
        }

        // Received by somebody who looked before the bundle was there: the units are real, the bundle is but a plan.
        if (await ledger.ReadLevelsAsync(bundle.Sku, cancellationToken).ConfigureAwait(false) is not null)
        {
            await RetireAsync(bundle.Sku, cancellationToken).ConfigureAwait(false);
            return new BundleOutcome.HasStock();
        }

        await quarantine.ReleaseAsync(bundle.Sku, cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>Ends the sale of a bundle: its listings show zero, new orders of it wait in quarantine.</summary>
    /// <exception cref="StockContentionException">Too many others change bundles; nothing was changed.</exception>
    public Task<BundleOutcome> RetireAsync(Sku sku, CancellationToken cancellationToken) =>
        ChangeAsync(sku, bundles => BundleRules.Retire(bundles, sku), cancellationToken);

    /// <summary>
    /// Retires those that were received, by somebody who looked before the bundle was there: the units are real, the bundle is but a plan. Call
    /// it after a first receipt: of a receipt and a definition at one moment, whoever comes second sees the other.
    /// </summary>
    /// <exception cref="StockContentionException">Too many others change bundles.</exception>
    public async Task RetireReceivedAsync(IEnumerable<Sku> skus, CancellationToken cancellationToken)
    {
        var asked = skus.ToList();
        if (asked.Count == 0)
        {
            return;
        }

        var sold = await catalog.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyCollection<Sku> found = [.. asked.Where(sku => sold.TryFind(sku, out _)).Distinct()];
        foreach (var sku in (await ledger.ReadLevelsAsync(found, cancellationToken).ConfigureAwait(false)).Keys)
        {
            await RetireAsync(sku, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<BundleOutcome> ChangeAsync(
        Sku sku, Func<BundleSet, (Bundle? Write, BundleOutcome Outcome)> decide, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await announcer.ScheduleAsync([sku], now, now + options.SpreadTime, cancellationToken).ConfigureAwait(false);
        var outcome = await catalog.ChangeAsync(sku, decide, cancellationToken).ConfigureAwait(false);
        if (outcome is BundleOutcome.Done)
        {
            await announcer.AnnounceAsync([sku], now, movedBy: null, cancellationToken).ConfigureAwait(false);
        }

        return outcome;
    }
}
