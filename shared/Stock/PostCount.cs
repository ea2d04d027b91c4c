namespace StockFlow.Stock;

/// <summary>
/// Posts what a stocktake found at one location: a difference against the journal position at which it was counted, so that what was
/// sold or received since is neither undone nor done twice.
/// </summary>
/// <param name="Count">The stocktake; it posts once for each SKU and location.</param>
/// <param name="Sku">The item.</param>
/// <param name="Location">Where.</param>
/// <param name="CountedPosition">The newest journal position known when it was counted, at least 1.</param>
/// <param name="VarianceUnits">Counted − on hand at that position; its size at most <see cref="StockLimits.UnitsMax"/>.</param>
/// <param name="Actor">Who, for the journal; null where unknown.</param>
/// <param name="Reason">Why, for the journal; null where none was given.</param>
public sealed record PostCount(
    CountId Count, Sku Sku, LocationId Location, long CountedPosition, int VarianceUnits, string? Actor = null, string? Reason = null)
{
    /// <summary>The id under which the journal names this command.</summary>
    public string CommandId => $"count:{Count}:{Location}";

    /// <exception cref="ArgumentException">A value is out of its range: the caller did not check its input.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(CountedPosition, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(VarianceUnits, StockLimits.UnitsMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(VarianceUnits, -StockLimits.UnitsMax);
    }
}
