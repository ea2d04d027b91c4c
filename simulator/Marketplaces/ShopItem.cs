namespace StockFlow.Simulator.Marketplaces;

/// <summary>One item as a marketplace lists it, at one moment.</summary>
/// <param name="Number">The marketplace's own number of the item.</param>
/// <param name="Sku">As the marketplace spells it.</param>
/// <param name="ListedUnits">What it shows to buyers; may go below zero where it sells on when sold out.</param>
/// <param name="Price">What it costs there; null until the marketplace is told.</param>
public sealed record ShopItem(long Number, string Sku, int ListedUnits, decimal? Price = null);
