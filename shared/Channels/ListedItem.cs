namespace StockFlow.Channels;

/// <summary>One item as the channel lists it.</summary>
/// <param name="Reference">The connector's own address of the listing, at most 500 characters; opaque to everyone else.</param>
/// <param name="Sku">The SKU as the channel spells it; null where it has none.</param>
/// <param name="QuantityUnits">The channel's number; null where it is missing or not tracked, which never means 0.</param>
public sealed record ListedItem(string Reference, string? Sku, int? QuantityUnits);
