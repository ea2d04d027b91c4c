using StockFlow.Stock;

namespace StockFlow.Orders;

/// <summary>What an order wants of stock.</summary>
/// <param name="Skus">By SKU, ordered; also those that an earlier revision asked for and this one does not want.</param>
/// <param name="Quarantined">Lines that can't even be asked for, by line id.</param>
internal sealed record OrderWants(IReadOnlyList<SkuWant> Skus, IReadOnlyDictionary<string, QuarantineReason> Quarantined)
{
    public bool IsEmpty => Skus.Count == 0 && Quarantined.Count == 0;

    public static OrderWants Of(Order order)
    {
        var sums = new SortedDictionary<Sku, (long Open, long Shipped, long Restocked)>();
        var quarantined = new Dictionary<string, QuarantineReason>(StringComparer.Ordinal);
        foreach (var line in order.Lines)
        {
            var open = order.OpenUnits(line);
            if (open == 0 && line.ShippedUnits == 0)
            {
                continue;
            }

            if (TryReadSku(line, out var sku) is { } reason)
            {
                quarantined.Add(line.LineId, reason);
                continue;
            }

            var sum = sums.GetValueOrDefault(sku);
            sums[sku] = (sum.Open + open, sum.Shipped + line.ShippedUnits, sum.Restocked + line.RestockedUnits);
        }

        foreach (var line in order.Lines)
        {
            if (!quarantined.ContainsKey(line.LineId) && Sku.TryParse(line.Sku, null, out var sku)
                && sums.TryGetValue(sku, out var sum) && Math.Max(sum.Open, sum.Shipped) > StockLimits.OrderUnitsMax)
            {
                quarantined.Add(line.LineId, QuarantineReason.TooManyUnits);
            }
        }

        var tooMany = sums.Where(s => Math.Max(s.Value.Open, s.Value.Shipped) > StockLimits.OrderUnitsMax).Select(s => s.Key).ToList();
        tooMany.ForEach(sku => sums.Remove(sku));
        foreach (var sku in order.AskedSkus)
        {
            sums.TryAdd(sku, default);
        }

        var wants = sums.Select(s => new SkuWant(
            s.Key, (int)s.Value.Open, (int)s.Value.Shipped, (int)Math.Min(s.Value.Restocked, s.Value.Shipped)));
        return new OrderWants([.. wants], quarantined);
    }

    public bool IsSame(OrderWants other) =>
        Skus.SequenceEqual(other.Skus)
        && Quarantined.Count == other.Quarantined.Count
        && Quarantined.All(pair => other.Quarantined.TryGetValue(pair.Key, out var reason) && reason == pair.Value);

    private static QuarantineReason? TryReadSku(OrderLine line, out Sku sku)
    {
        if (Sku.TryParse(line.Sku, null, out sku))
        {
            return null;
        }

        return string.IsNullOrWhiteSpace(line.Sku) ? QuarantineReason.NoSku : QuarantineReason.InvalidSku;
    }
}
