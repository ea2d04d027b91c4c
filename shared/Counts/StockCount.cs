using StockFlow.Stock;

namespace StockFlow.Counts;

/// <summary>A stocktake: what is to be counted, and how far it has come.</summary>
/// <param name="Id">Given by whoever opened it.</param>
/// <param name="State">Only ever goes forward.</param>
/// <param name="Location">The only location it is about; null for all.</param>
/// <param name="Skus">The only SKUs it is about, in their order; null for all.</param>
/// <param name="Actor">Who asked last; null where unknown.</param>
/// <param name="Reason">Why; null where none was given.</param>
/// <param name="OpenedAt">UTC.</param>
/// <param name="UpdatedAt">When its state or an entry last changed, UTC.</param>
public sealed record StockCount(
    CountId Id,
    CountState State,
    LocationId? Location,
    IReadOnlyList<Sku>? Skus,
    string? Actor,
    string? Reason,
    DateTimeOffset OpenedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Whether somebody must see to it that the lines are gone through.</summary>
    public bool IsInWork => State is CountState.Closing or CountState.Posting;

    /// <summary>Whether it is about a SKU at a location.</summary>
    public bool Covers(Sku sku, LocationId location) =>
        (Location is null || Location == location) && (Skus is null || Skus.Contains(sku));
}
