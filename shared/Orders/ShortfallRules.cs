using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Orders;

/// <summary>Decides what an order gives up of what it could not get.</summary>
internal static class ShortfallRules
{
    /// <summary>Gives up what lines with any of the SKUs are short of. A bundle is given up whole: its other components are let go as well.</summary>
    /// <param name="order">With what became of its lines.</param>
    public static IReadOnlyList<ShortfallDecision> GiveUp(Order order, HashSet<Sku> skus)
    {
        var wants = OrderWants.Of(order);
        var given = new SortedDictionary<Sku, int>();
        foreach (var line in order.Lines.Where(line => line.Result?.ShortUnits > 0))
        {
            var parts = line.Components ?? (Sku.TryParse(line.Sku, null, out var sku) ? [new BundleComponent(sku, 1)] : []);
            foreach (var part in parts.Any(part => skus.Contains(part.Sku)) ? parts : [])
            {
                given[part.Sku] = given.GetValueOrDefault(part.Sku) + (line.Result!.ShortUnits * part.Units);
            }
        }

        // What earlier decisions gave up is part of the whole and not of what is kept.
        return
        [
            .. wants.Skus.Where(want => given.ContainsKey(want.Sku)).Select(want => new ShortfallDecision(
                want.Sku,
                ShortfallDecisionKind.Cancel,
                want.OpenUnits + want.ShippedUnits + wants.GivenUpUnits.GetValueOrDefault(want.Sku),
                want.OpenUnits + want.ShippedUnits - given[want.Sku],
                Location: null,
                ExpectedAt: null)),
        ];
    }
}
