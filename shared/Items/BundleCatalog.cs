using System.Text.Json;
using Azure.Data.Tables;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Items;

/// <summary>The bundles. Reading them costs nothing most of the time: see <see cref="ItemOptions.CacheLifetime"/>.</summary>
public sealed class BundleCatalog
{
    private const int AttemptsMax = 12;
    private const string Components = "Components";

    private readonly MirroredPartition<Bundle> _partition;
    private Known? _known;

    public BundleCatalog(ItemTables tables, ItemOptions options, TimeProvider timeProvider)
    {
        _partition = new MirroredPartition<Bundle>(tables.Bundles, "bundle", ToBundle, options.CacheLifetime, timeProvider);
    }

    /// <summary>All bundles, as this process knows them; what another process has changed is seen after the cache's lifetime.</summary>
    public async ValueTask<BundleSet> ReadAsync(CancellationToken cancellationToken) =>
        ToSet(await _partition.ReadAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>All bundles as they are now.</summary>
    public async Task<BundleSet> ReadNewestAsync(CancellationToken cancellationToken) =>
        ToSet(await _partition.ReadNewestAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Decides on all the bundles and writes what changes, if they still are what was decided on.</summary>
    /// <param name="decide">Pure, as it may be asked several times. A bundle to write, or null to write none.</param>
    /// <exception cref="StockContentionException">Somebody else was faster every time.</exception>
    internal async Task<TOutcome> ChangeAsync<TOutcome>(
        Sku sku, Func<BundleSet, (Bundle? Write, TOutcome Outcome)> decide, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var mirror = await _partition.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
            var (write, outcome) = decide(ToSet(mirror));
            if (write is null
                || await _partition.TryWriteAsync(mirror, [new(write.Sku, ToRow(write))], cancellationToken).ConfigureAwait(false))
            {
                return outcome;
            }
        }

        throw new StockContentionException(sku, AttemptsMax);
    }

    private static Bundle ToBundle(Sku sku, TableEntity row) =>
        new(sku, JsonSerializer.Deserialize<BundleComponent[]>(row.GetString(Components)!)!);

    private static TableEntity ToRow(Bundle bundle) => new() { [Components] = JsonSerializer.Serialize(bundle.Components) };

    /// <summary>The set of a mirror is made once for every change, not for every reader.</summary>
    private BundleSet ToSet(Mirror<Bundle> mirror)
    {
        var known = Volatile.Read(ref _known);
        if (known is null || !ReferenceEquals(known.Rows, mirror.Rows))
        {
            known = new Known(mirror.Rows, new BundleSet(mirror.Rows));
            Volatile.Write(ref _known, known);
        }

        return known.Set;
    }

    private sealed record Known(IReadOnlyDictionary<Sku, Bundle> Rows, BundleSet Set);
}
