using StockFlow.Stock;

namespace StockFlow.Channels;

/// <summary>What one unit of a listing takes of one SKU: all of an ordinary item is itself, a bundle has one of these per component.</summary>
/// <param name="Units">At least 1.</param>
/// <param name="Levels">The newest levels of the SKU.</param>
/// <param name="Buffer">Units that the listing may not draw on, beyond its own buffer; zero for an ordinary item.</param>
/// <param name="Allowance">How far beyond available it may be promised.</param>
public sealed record StockPart(int Units, SkuLevels Levels, Term Buffer = default, BackorderAllowance Allowance = default);
