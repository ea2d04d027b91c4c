using StockFlow.Stock;

namespace StockFlow.Counts;

/// <summary>One SKU at one location in a stocktake.</summary>
/// <param name="Sku">The item.</param>
/// <param name="Location">Where.</param>
/// <param name="State">What is known of it.</param>
/// <param name="Zones">The entries, at most <see cref="ZonesMax"/>; none where nobody counted it.</param>
/// <param name="ExpectedUnits">On hand at the position of its counting, or when the count was closed if nobody counted it.</param>
/// <param name="PostedUnits">What on hand was changed by; less than the variance where it would have gone below zero. Zero until posted.</param>
/// <param name="Reason">Why it varies; null where nobody said.</param>
/// <param name="UnitCost">What one unit costs; null where nobody knows.</param>
public sealed record CountLine(
    Sku Sku,
    LocationId Location,
    CountLineState State,
    IReadOnlyList<CountedZone> Zones,
    int ExpectedUnits = 0,
    int PostedUnits = 0,
    string? Reason = null,
    decimal? UnitCost = null)
{
    /// <summary>The most persons and zones of one line.</summary>
    public const int ZonesMax = 50;

    /// <summary>All zones together.</summary>
    public int CountedUnits => Zones.Sum(zone => zone.CountedUnits);

    /// <summary>Whether counted and expected can be held against each other.</summary>
    public bool IsCompared => State is CountLineState.Matches or CountLineState.Varies or CountLineState.Posted or CountLineState.Overtaken;

    /// <summary>Counted − expected; zero where they can't be compared.</summary>
    public int VarianceUnits => IsCompared ? CountedUnits - ExpectedUnits : 0;

    /// <summary>The newest position of its entries.</summary>
    public long CountedPosition => Zones.Max(zone => zone.Position);
}
