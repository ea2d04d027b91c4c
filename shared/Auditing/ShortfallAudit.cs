using StockFlow.Orders;
using StockFlow.Stock;

namespace StockFlow.Auditing;

/// <summary>What the list of shortfalls should say of an order that is done, by what became of its lines. Rules only.</summary>
/// <param name="Waits">By SKU: units that are short, backordered and preordered.</param>
/// <param name="Unclear">Components of bundles that wait: of which of them, the lines do not say.</param>
internal sealed record ShortfallAudit(
    IReadOnlyDictionary<Sku, (int Short, int Backordered, int Preordered)> Waits, IReadOnlySet<Sku> Unclear)
{
    public static ShortfallAudit Of(Order order)
    {
        var waits = new SortedDictionary<Sku, (int Short, int Backordered, int Preordered)>();
        var unclear = new HashSet<Sku>();
        foreach (var line in order.Outcome == OrderOutcome.Rejected ? [] : order.Lines)
        {
            if (line.Result is not { Quarantine: null } result || result.ShortUnits + result.BackorderedUnits + result.PreorderedUnits == 0)
            {
                continue;
            }

            if (line.Components is { } components)
            {
                unclear.UnionWith(components.Select(component => component.Sku));
            }
            else if (Sku.TryParse(line.Sku, null, out var sku))
            {
                var sum = waits.GetValueOrDefault(sku);
                waits[sku] = (sum.Short + result.ShortUnits, sum.Backordered + result.BackorderedUnits, sum.Preordered + result.PreorderedUnits);
            }
        }

        foreach (var sku in unclear)
        {
            waits.Remove(sku);
        }

        return new ShortfallAudit(waits, unclear);
    }

    /// <summary>Whether the order may be on the list for a SKU.</summary>
    public bool MayWait(Sku sku) => Waits.ContainsKey(sku) || Unclear.Contains(sku);
}
