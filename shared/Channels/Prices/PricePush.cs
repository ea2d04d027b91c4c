using StockFlow.Stock;

namespace StockFlow.Channels.Prices;

/// <summary>One price for one listing.</summary>
/// <param name="Reference">The connector's own address of the listing, from <see cref="ListedItem.Reference"/>.</param>
/// <param name="Sku">For logs and for connectors that address by SKU.</param>
/// <param name="Price">Zero or more, in <paramref name="Currency"/>; <see cref="PriceRule.Text"/> writes it.</param>
/// <param name="Currency">ISO 4217; null where the merchant named none. A channel that has one currency of its own takes the price in that.</param>
/// <param name="IdempotencyKey">Equal for a repeat of exactly this push, another for any other price; at most 100 characters.</param>
public sealed record PricePush(string Reference, Sku Sku, decimal Price, string? Currency, string IdempotencyKey);
