using StockFlow.Stock;

namespace StockFlow.Channels;

/// <summary>One absolute number for one listing.</summary>
/// <param name="Reference">The connector's own address of the listing, from <see cref="ListedItem.Reference"/>.</param>
/// <param name="Sku">For logs and for connectors that address by SKU.</param>
/// <param name="QuantityUnits">Zero or more.</param>
/// <param name="ExpectedUnits">The number we believe the channel shows, for compare-and-set; null when unknown.</param>
/// <param name="IdempotencyKey">Equal for a repeat of exactly this push, another for any other number; at most 100 characters.</param>
public sealed record QuantityPush(string Reference, Sku Sku, int QuantityUnits, int? ExpectedUnits, string IdempotencyKey);
