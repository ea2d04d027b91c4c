namespace StockFlow.Simulator.Marketplaces;

/// <summary>A line of an order that is about to be placed.</summary>
/// <param name="Code">The SKU as the marketplace spells it.</param>
/// <param name="Units">At least 1.</param>
/// <param name="Title">What the buyer read.</param>
/// <param name="Price">Of one unit, in pounds.</param>
public sealed record NewLine(string Code, int Units, string Title = "", decimal Price = 1);
