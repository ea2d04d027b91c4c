using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Channels;

/// <summary>How far beyond available one channel may promise one SKU: what its orders are held to, and what it shows.</summary>
/// <param name="Limit">Units below zero to which available may go, 0 to <see cref="StockLimits.UnitsMax"/>, and where that is set.</param>
/// <param name="ReleaseAt">The release date, UTC, while it is still to come: until then all is a pre-order. Else null.</param>
/// <param name="Shown">What the published quantity goes beyond available; zero where the channel is not to show backorders.</param>
public readonly record struct BackorderAllowance(Term Limit, DateTimeOffset? ReleaseAt, Term Shown)
{
    /// <summary>Whether the limit is for all channels together: the item's is, a channel's is its own.</summary>
    public bool IsShared => Limit.Source == TermSource.Item;

    /// <summary>What of a shared limit is promised where the channel does not sell from. Zero or more.</summary>
    public int PromisedElsewhereUnits { get; init; }

    /// <summary>What is left of the limit. Zero or more.</summary>
    public int LimitUnits => Math.Max(0, Limit.Value - PromisedElsewhereUnits);

    /// <summary>What is left of it to be shown. Zero or more.</summary>
    public int ShownUnits => Math.Max(0, Shown.Value - PromisedElsewhereUnits);

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

    /// <summary>Where more is promised than there is, out of the channel's sight, and a shared limit is used up by it. Empty where it has its own.</summary>
    /// <param name="own">The channel's locations.</param>
    public IReadOnlyList<LocationLevel> Elsewhere(SkuLevels levels, IEnumerable<LocationId> own) => IsShared
        ? [.. levels.Locations.Where(level => level.LackingUnits > 0 && !own.Contains(level.Location))]
        : [];

    /// <summary>The same with what is promised elsewhere.</summary>
    /// <param name="own">The channel's locations.</param>
    public BackorderAllowance Beside(SkuLevels levels, IEnumerable<LocationId> own) => Beside(Elsewhere(levels, own));

    /// <summary>The same with what is promised at such locations.</summary>
    public BackorderAllowance Beside(IEnumerable<LocationLevel> elsewhere) =>
        this with { PromisedElsewhereUnits = (int)Math.Min(StockLimits.UnitsMax, elsewhere.Sum(level => (long)level.LackingUnits)) };
}
