using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Orders;

/// <summary>
/// SKUs of an order that must all come from one location, on a channel whose lines are not split: those of a bundle, and of every bundle
/// that has one of them as well.
/// </summary>
/// <param name="Wants">What the order wants of each, ordered by SKU. At least two.</param>
/// <param name="Lines">What one unit of each line takes of these SKUs, lines of single SKUs included.</param>
internal sealed record PackedGroup(IReadOnlyList<SkuWant> Wants, IReadOnlyList<IReadOnlyList<BundleComponent>> Lines)
{
    /// <summary>A SKU whose location the merchant has chosen for this order is in none.</summary>
    /// <param name="wants">Of all the order's SKUs, ordered.</param>
    public static IReadOnlyList<PackedGroup> Of(Order order, OrderWants wants)
    {
        var wanted = wants.Skus.Where(want => want.OpenUnits > 0 && !IsPlaced(order, want.Sku)).ToDictionary(want => want.Sku);
        var lines = order.Lines
            .Where(line => order.OpenUnits(line) > 0 && !wants.Quarantined.ContainsKey(line.LineId))
            .Select(line => PartsOf(line).Where(part => wanted.ContainsKey(part.Sku)).ToList())
            .Where(parts => parts.Count > 0)
            .ToList();
        var groups = new List<HashSet<Sku>>();
        foreach (var parts in lines.Where(parts => parts.Count > 1))
        {
            var joined = parts.Select(part => part.Sku).ToHashSet();
            foreach (var other in groups.Where(group => group.Overlaps(joined)).ToList())
            {
                joined.UnionWith(other);
                groups.Remove(other);
            }

            groups.Add(joined);
        }

        return
        [
            .. groups.Select(group => new PackedGroup(
                [.. wants.Skus.Where(want => group.Contains(want.Sku))],
                [.. lines.Where(parts => group.Contains(parts[0].Sku))])),
        ];
    }

    private static IEnumerable<BundleComponent> PartsOf(OrderLine line) =>
        line.Components ?? (IEnumerable<BundleComponent>)(Sku.TryParse(line.Sku, null, out var sku) ? [new BundleComponent(sku, 1)] : []);

    private static bool IsPlaced(Order order, Sku sku) => order.Decisions.Any(decision => decision.Sku == sku && decision.Location is not null);
}
