using StockFlow.Stock;

namespace StockFlow.Counts;

/// <summary>A stocktake as it is asked for.</summary>
/// <param name="Id">The originator's; the same id with the same content is opened once.</param>
/// <param name="Location">The only location; null for all.</param>
/// <param name="Skus">The only SKUs, 1 to <see cref="StockCounts.SkusMax"/>; null for all.</param>
/// <param name="Actor">Who, not part of the content; null where unknown.</param>
/// <param name="Reason">Why; null where none is given.</param>
public sealed record CountRequest(CountId Id, LocationId? Location, IReadOnlyCollection<Sku>? Skus, string? Actor, string? Reason)
{
    /// <exception cref="ArgumentException">A value is out of its range: the caller did not check its input.</exception>
    internal void Check()
    {
        if (Skus is { Count: 0 or > StockCounts.SkusMax })
        {
            throw new ArgumentException($"Count {Id} names {Skus.Count} SKUs; expected 1 to {StockCounts.SkusMax}, or none for all.");
        }
    }
}
