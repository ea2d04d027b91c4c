using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Items;

/// <summary>What merchants have set for single items. Reading it costs nothing most of the time: see <see cref="ItemOptions.CacheLifetime"/>.</summary>
/// <remarks>All terms are kept in memory, about half a kilobyte for each item that has any.</remarks>
public sealed class ItemCatalog
{
    private const int AttemptsMax = 12;
    private const int Partitions = 16;
    private const string Terms = "Terms";

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly MirroredPartition<ItemTerms>[] _partitions;

    public ItemCatalog(ItemTables tables, ItemOptions options, TimeProvider timeProvider)
    {
        _partitions = [.. Enumerable.Range(0, Partitions).Select(part => new MirroredPartition<ItemTerms>(
            tables.Items, part.ToString("x", CultureInfo.InvariantCulture), ToTerms, options.CacheLifetime, timeProvider))];
    }

    /// <summary>The terms of one item; <see cref="ItemTerms.None"/> where none are set.</summary>
    public async ValueTask<ItemTerms> ReadAsync(Sku sku, CancellationToken cancellationToken)
    {
        var mirror = await PartitionOf(sku).ReadAsync(cancellationToken).ConfigureAwait(false);
        return mirror.Rows.GetValueOrDefault(sku) ?? ItemTerms.None;
    }

    /// <summary>The terms of some items; one without any has <see cref="ItemTerms.None"/>.</summary>
    public async ValueTask<IReadOnlyDictionary<Sku, ItemTerms>> ReadAsync(IReadOnlyCollection<Sku> skus, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Sku, ItemTerms>(skus.Count);
        foreach (var sku in skus)
        {
            found[sku] = await ReadAsync(sku, cancellationToken).ConfigureAwait(false);
        }

        return found;
    }

    /// <summary>The terms of one item as they are now.</summary>
    public async Task<ItemTerms> ReadNewestAsync(Sku sku, CancellationToken cancellationToken)
    {
        var mirror = await PartitionOf(sku).ReadNewestAsync(cancellationToken).ConfigureAwait(false);
        return mirror.Rows.GetValueOrDefault(sku) ?? ItemTerms.None;
    }

    /// <summary>The terms of some items as they are now; one without any has <see cref="ItemTerms.None"/>. One small read per partition.</summary>
    public async Task<IReadOnlyDictionary<Sku, ItemTerms>> ReadNewestAsync(IReadOnlyCollection<Sku> skus, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Sku, ItemTerms>(skus.Count);
        foreach (var partition in skus.GroupBy(PartitionOf))
        {
            var mirror = await partition.Key.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
            foreach (var sku in partition)
            {
                found[sku] = mirror.Rows.GetValueOrDefault(sku) ?? ItemTerms.None;
            }
        }

        return found;
    }

    /// <summary>All items that have terms, by SKU: those that are released later, for instance.</summary>
    public async Task<IReadOnlyList<KeyValuePair<Sku, ItemTerms>>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var all = new List<KeyValuePair<Sku, ItemTerms>>();
        foreach (var partition in _partitions)
        {
            var mirror = await partition.ReadAsync(cancellationToken).ConfigureAwait(false);
            all.AddRange(mirror.Rows.Where(row => !row.Value.IsEmpty));
        }

        return [.. all.OrderBy(row => row.Key)];
    }

    /// <summary>Changes the terms of one item. The same change again changes nothing.</summary>
    /// <param name="change">Pure, as it may be asked several times.</param>
    /// <returns>The terms as they are on record.</returns>
    /// <exception cref="StockContentionException">Somebody else was faster every time.</exception>
    public async Task<ItemTerms> ChangeAsync(Sku sku, Func<ItemTerms, ItemTerms> change, CancellationToken cancellationToken)
    {
        var partition = PartitionOf(sku);
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var mirror = await partition.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
            var before = mirror.Rows.GetValueOrDefault(sku) ?? ItemTerms.None;
            var after = change(before);
            if (ReferenceEquals(before, after) || await partition.TryWriteAsync(mirror, [new(sku, ToRow(after))], cancellationToken).ConfigureAwait(false))
            {
                return after;
            }
        }

        throw new StockContentionException(sku, AttemptsMax);
    }

    private static ItemTerms ToTerms(Sku sku, TableEntity row) => JsonSerializer.Deserialize<ItemTerms>(row.GetString(Terms)!, Json)!;

    private static TableEntity ToRow(ItemTerms terms) => new() { [Terms] = JsonSerializer.Serialize(terms, Json) };

    private MirroredPartition<ItemTerms> PartitionOf(Sku sku) => _partitions[KeyText.Hash(sku.Value) % Partitions];
}
