using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Orders;

/// <summary>What an order wants of stock.</summary>
/// <param name="Skus">By SKU, ordered; also those that an earlier revision asked for and this one does not want.</param>
/// <param name="Quarantined">Lines that can't even be asked for, by line id.</param>
internal sealed record OrderWants(IReadOnlyList<SkuWant> Skus, IReadOnlyDictionary<string, QuarantineReason> Quarantined)
{
    private static readonly Dictionary<Sku, int> NoneGivenUp = [];

    /// <summary>By SKU, open units of the lines that were given up, because they could not be had.</summary>
    public IReadOnlyDictionary<Sku, int> GivenUpUnits { get; private init; } = NoneGivenUp;

    public bool IsEmpty => Skus.Count == 0 && Quarantined.Count == 0;

    public static OrderWants Of(Order order)
    {
        var quarantined = new Dictionary<string, QuarantineReason>(StringComparer.Ordinal);
        var lines = new List<(OrderLine Line, IReadOnlyList<BundleComponent> Parts)>(order.Lines.Count);
        foreach (var line in order.Lines)
        {
            if (order.OpenUnits(line) == 0 && line.ShippedUnits == 0)
            {
                continue;
            }

            if (TryReadSku(line, out var sku) is { } reason)
            {
                quarantined.Add(line.LineId, reason);
                continue;
            }

            lines.Add((line, line.Components ?? [new BundleComponent(sku, 1)]));
        }

        var sums = Sum(order, lines);
        var tooMany = sums.Where(s => Math.Max(s.Value.Open, s.Value.Shipped) > StockLimits.OrderUnitsMax).Select(s => s.Key).ToHashSet();
        if (tooMany.Count > 0)
        {
            // The whole line waits, so that no bundle is packed in part.
            var waiting = lines.Where(one => one.Parts.Any(part => tooMany.Contains(part.Sku))).ToList();
            waiting.ForEach(one => quarantined.Add(one.Line.LineId, QuarantineReason.TooManyUnits));
            sums = Sum(order, lines.Except(waiting));
        }

        var givenUp = GiveUp(order, sums);
        foreach (var sku in order.AskedSkus)
        {
            sums.TryAdd(sku, default);
        }

        var wants = sums.Select(s => new SkuWant(
            s.Key, (int)s.Value.Open, (int)s.Value.Shipped, (int)Math.Min(s.Value.Restocked, s.Value.Shipped)));
        return new OrderWants([.. wants], quarantined) { GivenUpUnits = givenUp };
    }

    public bool IsSame(OrderWants other) =>
        Skus.SequenceEqual(other.Skus)
        && Quarantined.Count == other.Quarantined.Count
        && Quarantined.All(pair => other.Quarantined.TryGetValue(pair.Key, out var reason) && reason == pair.Value);

    private static SortedDictionary<Sku, (long Open, long Shipped, long Restocked)> Sum(
        Order order, IEnumerable<(OrderLine Line, IReadOnlyList<BundleComponent> Parts)> lines)
    {
        var sums = new SortedDictionary<Sku, (long Open, long Shipped, long Restocked)>();
        foreach (var (line, parts) in lines)
        {
            long open = order.OpenUnits(line);
            foreach (var part in parts)
            {
                var sum = sums.GetValueOrDefault(part.Sku);
                sums[part.Sku] = (
                    sum.Open + (open * part.Units),
                    sum.Shipped + ((long)line.ShippedUnits * part.Units),
                    sum.Restocked + ((long)line.RestockedUnits * part.Units));
            }
        }

        return sums;
    }

    private static Dictionary<Sku, int> GiveUp(Order order, SortedDictionary<Sku, (long Open, long Shipped, long Restocked)> sums)
    {
        if (order.Decisions.Count == 0)
        {
            return NoneGivenUp;
        }

        var givenUp = new Dictionary<Sku, int>();
        foreach (var decision in order.Decisions)
        {
            if (sums.TryGetValue(decision.Sku, out var sum) && decision.OpenUnitsOf((int)sum.Open, (int)sum.Shipped) is var open && open < sum.Open)
            {
                givenUp.Add(decision.Sku, (int)sum.Open - open);
                sums[decision.Sku] = sum with { Open = open };
            }
        }

        return givenUp;
    }

    private static QuarantineReason? TryReadSku(OrderLine line, out Sku sku)
    {
        if (Sku.TryParse(line.Sku, null, out sku))
        {
            return null;
        }

        return string.IsNullOrWhiteSpace(line.Sku) ? QuarantineReason.NoSku : QuarantineReason.InvalidSku;
    }
}
