using StockFlow.Stock;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>An order that somebody saw waiting for units it was told short of.</summary>
/// <param name="UpdatedAt">The shop's newest change of the order that the app knew of by then.</param>
/// <param name="From">A position of the SKU's journal at which that was not seen yet.</param>
/// <param name="To">A position at which it had been seen.</param>
/// <param name="ShortUnits">How many units it was short of.</param>
internal sealed record SeenShort(string Order, Sku Sku, DateTimeOffset UpdatedAt, long From, long To, int ShortUnits);
