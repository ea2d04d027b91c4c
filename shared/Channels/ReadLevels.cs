using StockFlow.Stock;

namespace StockFlow.Channels;

/// <summary>Reads the newest levels of several SKUs; a SKU the ledger never saw is absent from the answer.</summary>
public delegate Task<IReadOnlyDictionary<Sku, SkuLevels>> ReadLevels(IReadOnlyCollection<Sku> skus, CancellationToken cancellationToken);
