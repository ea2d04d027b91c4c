using StockFlow.Stock;

namespace StockFlow.Storage;

/// <summary>The one truth of stock: every read and write of levels, reservations and journal goes through here.</summary>
public sealed class StockLedger
{
    /// <summary>Reads the newest levels of several SKUs; a SKU the ledger never saw is absent from the answer.</summary>
    public Task<IReadOnlyDictionary<Sku, SkuLevels>> ReadLevelsAsync(IReadOnlyCollection<Sku> skus, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
