using System.Numerics;

namespace StockFlow.Stock;

/// <summary>
/// Chooses for a whole order the fewest locations that can serve it. The answer is an order of locations: those chosen first. It is worked
/// out from levels that may be outdated by the time units are taken, so it is a wish; the ledger stays the judge.
/// </summary>
public static class ShipmentPlan
{
    /// <summary>Up to so many locations every set of them is tried; beyond, the one that adds most is taken again and again.</summary>
    public const int ExactLocationsMax = 10;

    /// <param name="locations">The channel's, the first one first.</param>
    /// <param name="items">One per SKU that the order wants units of.</param>
    /// <param name="maySplit">Whether the units of one SKU may come from several locations.</param>
    /// <returns>
    /// All of <paramref name="locations"/>: first a smallest set that covers as many units as all of them could, in their order, then the
    /// rest in theirs. Of several smallest sets the one whose locations come first.
    /// </returns>
    public static IReadOnlyList<LocationId> Order(IReadOnlyList<LocationId> locations, IReadOnlyList<ShipmentItem> items, bool maySplit)
    {
        if (locations.Count < 2 || items.Count == 0)
        {
            return locations;
        }

        // With splitting off, a SKU that no single location has whole is served by whichever has most, and the plan can't tell better.
        var chosen = locations.Count <= ExactLocationsMax
            ? Exact(locations.Count, items, maySplit)
            : Greedy(locations.Count, items, maySplit);
        return [.. chosen.Select(i => locations[i]), .. Enumerable.Range(0, locations.Count).Except(chosen).Select(i => locations[i])];
    }

    private static List<int> Exact(int count, IReadOnlyList<ShipmentItem> items, bool maySplit)
    {
        var all = (1 << count) - 1;
        var best = all;
        var goal = Covered(items, all, maySplit);
        for (var set = 1; set < all; set++)
        {
            // The set whose first locations come first has the lower bits; among equals by size compare those.
            if (IsBetter(set, best) && Covered(items, set, maySplit) >= goal)
            {
                best = set;
            }
        }

        return goal == 0 ? [] : [.. Enumerable.Range(0, count).Where(i => (best & (1 << i)) != 0)];
    }

    private static bool IsBetter(int set, int than)
    {
        var size = BitOperations.PopCount((uint)set).CompareTo(BitOperations.PopCount((uint)than));
        if (size != 0)
        {
            return size < 0;
        }

        // The lowest bit in which they differ decides: whoever has it comes first.
        var differ = set ^ than;
        return differ != 0 && (set & (differ & -differ)) != 0;
    }

    private static List<int> Greedy(int count, IReadOnlyList<ShipmentItem> items, bool maySplit)
    {
        var chosen = new List<int>(count);
        var covered = 0L;
        while (chosen.Count < count)
        {
            var (next, most) = (-1, covered);
            for (var i = 0; i < count; i++)
            {
                if (!chosen.Contains(i) && Covered(items, [.. chosen, i], maySplit) is var units && units > most)
                {
                    (next, most) = (i, units);
                }
            }

            if (next < 0)
            {
                break;
            }

            chosen.Add(next);
            covered = most;
        }

        chosen.Sort();
        return chosen;
    }

    private static long Covered(IReadOnlyList<ShipmentItem> items, int set, bool maySplit)
    {
        var covered = 0L;
        foreach (var item in items)
        {
            var (sum, most) = (0L, 0);
            for (var left = set; left != 0; left &= left - 1)
            {
                var units = item.AvailableUnits[BitOperations.TrailingZeroCount(left)];
                sum += units;
                most = Math.Max(most, units);
            }

            covered += Math.Min(item.WantedUnits, maySplit ? sum : most);
        }

        return covered;
    }

    private static long Covered(IReadOnlyList<ShipmentItem> items, List<int> set, bool maySplit) =>
        items.Sum(item => Math.Min(item.WantedUnits, maySplit
            ? set.Sum(i => (long)item.AvailableUnits[i])
            : set.Max(i => item.AvailableUnits[i])));
}
