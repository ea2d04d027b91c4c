using StockFlow.Stock;

namespace StockFlow.Orders;

/// <summary>What an order wants of one SKU and does not have yet.</summary>
/// <param name="Order">The order.</param>
/// <param name="Sku">The item.</param>
/// <param name="Revision">The order's revision that found it so.</param>
/// <param name="ShortUnits">Not to be had: open until something comes of them, or somebody decides. Zero or more.</param>
/// <param name="BackorderedUnits">Promised beyond what was available. Zero or more.</param>
/// <param name="PreorderedUnits">Held until the release date. Zero or more.</param>
/// <param name="Since">When it was first found so, UTC; kept while any of the units is waited for.</param>
/// <param name="ShortSince">When units became short, UTC; null where none are.</param>
/// <param name="WaitingSince">The order's place in the line, UTC.</param>
/// <param name="ExpectedAt">When backordered units are expected, UTC; null where nobody said.</param>
/// <param name="ReleaseAt">Before when preordered units may not leave, UTC; null where there are none.</param>
/// <param name="AlertedAt">When the alert about it was raised, UTC; null before.</param>
public sealed record Shortfall(
    OrderId Order,
    Sku Sku,
    int Revision,
    int ShortUnits,
    int BackorderedUnits,
    int PreorderedUnits,
    DateTimeOffset Since,
    DateTimeOffset? ShortSince,
    DateTimeOffset WaitingSince,
    DateTimeOffset? ExpectedAt,
    DateTimeOffset? ReleaseAt,
    DateTimeOffset? AlertedAt)
{
    /// <summary>What the result of a SKU leaves to be waited for; null where it is nothing.</summary>
    public static Shortfall? Of(Order order, SkuResult result, DateTimeOffset now)
    {
        var isPreorder = result.ReleaseAt is not null && result.ReservedUnits > 0;
        return result.ShortUnits == 0 && result.BackorderedUnits == 0 && !isPreorder
            ? null
            : new Shortfall(
                order.Id,
                result.Sku,
                order.Revision,
                result.ShortUnits,
                isPreorder ? 0 : result.BackorderedUnits,
                isPreorder ? result.ReservedUnits : 0,
                now,
                result.ShortUnits > 0 ? now : null,
                order.WaitingSince,
                isPreorder ? null : result.ExpectedAt,
                isPreorder ? result.ReleaseAt : null,
                AlertedAt: null);
    }

    /// <summary>The same with the times of what was on record before.</summary>
    public Shortfall After(Shortfall? before) => before is null
        ? this
        : this with
        {
            Since = before.Since,
            ShortSince = ShortSince is null ? null : before.ShortSince ?? ShortSince,
            AlertedAt = ShortSince is null ? null : before.AlertedAt,
        };
}
