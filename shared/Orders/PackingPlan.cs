using StockFlow.Channels;
using StockFlow.Stock;

namespace StockFlow.Orders;

/// <summary>
/// Chooses the one location of SKUs that are packed together. It is worked out from levels that may be outdated by the time units are taken:
/// then they are short there, and the order is tried again elsewhere.
/// </summary>
/// <param name="group">What is wanted. SKUs that <paramref name="levels"/> lacks are left out: their line waits in quarantine.</param>
/// <param name="levels">The newest levels.</param>
/// <param name="held">What the order holds already.</param>
/// <param name="own">The locations that the channel sells from, in the order in which they are asked.</param>
/// <param name="fallback">Asked in this order for what is complete at none of them.</param>
/// <param name="allowances">How far beyond available each SKU may be promised.</param>
internal sealed class PackingPlan(
    PackedGroup group,
    IReadOnlyDictionary<Sku, SkuLevels> levels,
    IReadOnlyDictionary<Sku, Reservation> held,
    IReadOnlyList<LocationId> own,
    IReadOnlyList<LocationId> fallback,
    IReadOnlyDictionary<Sku, BackorderAllowance> allowances)
{
    private readonly List<SkuWant> _wants = [.. group.Wants.Where(want => levels.ContainsKey(want.Sku))];

    /// <summary>
    /// Where units are set aside for one of the lines whole, it stays: to move could lose them. Else the first location that has everything, by
    /// the channel's rule; else where it holds something; else where most of it may be promised.
    /// </summary>
    public PackingChoice Choose(SourcingRule rule)
    {
        var places = _wants.SelectMany(want => Allocations(want.Sku)).Where(part => part.ReservedUnits > 0).Select(part => part.Location).Distinct().ToList();
        if (places.Count > 1)
        {
            return default;
        }

        LocationId? here = places.Count == 0 ? null : places[0];
        if (here is { } held && group.Lines.Any(parts => parts.All(part => SetAsideAt(held, part.Sku) >= part.Units)))
        {
            return new(held, false);
        }

        var ranked = rule == SourcingRule.MostStock ? own.OrderByDescending(ShareAvailable) : own.AsEnumerable();
        foreach (var place in ranked.OrderByDescending(place => place == here).Concat(fallback))
        {
            if (_wants.TrueForAll(want => Covered(place, want.Sku) >= want.OpenUnits - HeldAt(place, want.Sku)))
            {
                return new(place, true);
            }
        }

        return new(here ?? ranked.MaxBy(ShareAllowed), false);
    }

    /// <summary>What is there of the scarcest SKU, beside what is wanted.</summary>
    private double ShareAvailable(LocationId place) =>
        _wants.Count == 0 ? 0 : _wants.Min(want => (double)AvailableAt(place, want.Sku) / want.OpenUnits);

    /// <summary>The part of the order that may be promised at an own location, 0 to 1, by its scarcest SKU.</summary>
    private double ShareAllowed(LocationId place) => _wants.Count == 0 ? 0 : _wants.Min(want => Math.Clamp(
        (double)(Math.Min(Everywhere(own, want.Sku), Math.Max(0, AvailableAt(place, want.Sku))) + allowances[want.Sku].LimitUnits) / want.OpenUnits, 0, 1));

    /// <summary>
    /// What the ledger would give of a SKU at a location, once the order holds nothing elsewhere: no more than all such locations have
    /// together. A pre-order is given nothing yet; it is promised what may be promised.
    /// </summary>
    private long Covered(LocationId place, Sku sku)
    {
        var among = own.Contains(place) ? own : fallback;
        var together = Everywhere(among, sku) + among.Where(other => other != place).Sum(other => (long)HeldAt(other, sku));
        return allowances[sku].ReleaseAt is null
            ? Math.Min(together, AvailableAt(place, sku))
            : own.Contains(place) ? together + allowances[sku].LimitUnits : 0;
    }

    private long Everywhere(IReadOnlyList<LocationId> locations, Sku sku) => locations.Sum(location => (long)AvailableAt(location, sku));

    private int AvailableAt(LocationId location, Sku sku) => LevelList.At(levels[sku], location).AvailableUnits;

    private int HeldAt(LocationId location, Sku sku) => Allocations(sku).FirstOrDefault(part => part.Location == location)?.ReservedUnits ?? 0;

    /// <summary>Held and not backordered: a backorder is promised as well in another place.</summary>
    private int SetAsideAt(LocationId location, Sku sku) =>
        Allocations(sku).Where(part => part.Location == location).Sum(part => part.ReservedUnits - part.BackorderedUnits);

    private IReadOnlyList<Allocation> Allocations(Sku sku) => held.GetValueOrDefault(sku)?.Allocations ?? [];
}
