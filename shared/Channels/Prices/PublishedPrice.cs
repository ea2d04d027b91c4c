namespace StockFlow.Channels.Prices;

/// <summary>The price that a channel is to show for a SKU.</summary>
/// <param name="Amount">Zero or more, rounded as the channel wants it.</param>
/// <param name="Currency">Null for the merchant's own.</param>
/// <param name="Revision">That of the base price behind it.</param>
public sealed record PublishedPrice(decimal Amount, string? Currency, long Revision);
