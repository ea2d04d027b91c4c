namespace StockFlow.Stock;

/// <summary>The levels of one SKU at one journal position.</summary>
/// <param name="Sku">The item.</param>
/// <param name="Locations">Every location that ever held it, ordered by id.</param>
/// <param name="Position">The last journal position in these levels; grows by at least 1 with every change, 0 before the first.</param>
/// <param name="WaitingOrders">
/// Orders with backordered or short units, and those that were filled and not yet told. Not in the journal: rebuilt levels have 0.
/// </param>
public sealed record SkuLevels(Sku Sku, IReadOnlyList<LocationLevel> Locations, long Position, int WaitingOrders = 0)
{
    /// <summary>Which entries last changed each of <see cref="Locations"/>, in the same order; empty where that is not known.</summary>
    public IReadOnlyList<LevelPositions> LastChanges { get; init; } = [];
}
