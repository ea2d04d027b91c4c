using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Channels;

/// <summary>How far beyond available one channel may promise one SKU: what its orders are held to, and what it shows.</summary>
/// <param name="Limit">Units below zero to which available may go, 0 to <see cref="StockLimits.UnitsMax"/>, and where that is set.</param>
/// <param name="ReleaseAt">The release date, UTC, while it is still to come: until then all is a pre-order. Else null.</param>
/// <param name="Shown">What the published quantity goes beyond available; zero where the channel is not to show backorders.</param>
public readonly record struct BackorderAllowance(Term Limit, DateTimeOffset? ReleaseAt, Term Shown)
{
    /// <summary>
    /// Before its release an item has a limit of its own; the item's wins over the channel's. What may be pre-ordered is there to be
    /// pre-ordered, so every channel shows it.
    /// </summary>
    public static BackorderAllowance Of(ChannelSettings channel, ItemTerms item, DateTimeOffset now)
    {
        var releaseAt = item.ReleaseAt > now ? item.ReleaseAt : null;
        var preorders = releaseAt is null ? null : item.PreorderLimitUnits;
        var limit = (preorders ?? item.BackorderLimitUnits) is { } own
            ? new Term(Math.Min(own, StockLimits.UnitsMax), TermSource.Item)
            : new Term(Math.Min(channel.BackorderLimitUnits, StockLimits.UnitsMax), TermSource.Channel);
        return new(limit, releaseAt, preorders is not null || channel.ShowBackorders ? limit : new Term(0, TermSource.Channel));
    }
}
