namespace StockFlow.Simulator.Retail;

/// <summary>One line of a sale. A SKU may be on several lines.</summary>
/// <param name="Number">1, 2, 3 … within the sale.</param>
/// <param name="Code">The SKU as the shop wrote it: 85123a and 85123A are one item.</param>
/// <param name="Description">Free text.</param>
/// <param name="Units">At least 1.</param>
/// <param name="UnitPrice">In pounds; 0 for a gift.</param>
public sealed record GoodsLine(int Number, string Code, string Description, int Units, decimal UnitPrice);
