using StockFlow.Channels;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Orders;

/// <summary>Plans from where a whole order is served, on channels that want as few shipments as can be.</summary>
public sealed class OrderSourcing(StockLedger ledger)
{
    private const int ReadsAtOnceMax = 16;

    /// <returns>The channel's locations in the order in which they serve this order; null where there is nothing to plan.</returns>
    internal async Task<IReadOnlyList<LocationId>?> PlanAsync(
        Order order, IReadOnlyList<SkuWant> wants, ChannelSettings settings, CancellationToken cancellationToken)
    {
        var wanted = wants.Where(want => want.OpenUnits > 0).ToList();
        if (settings.Sourcing != SourcingPolicy.FewestShipments || settings.Locations.Count < 2 || wanted.Count == 0)
        {
            return null;
        }

        var levels = await ledger.ReadLevelsAsync([.. wanted.Select(want => want.Sku)], cancellationToken).ConfigureAwait(false);

        // An order that holds units already stays where it is.
        var held = order.Revision > 1
            ? await ReadHeldAsync(order.Id, wanted, cancellationToken).ConfigureAwait(false)
            : [];
        var items = wanted
            .Where(want => levels.ContainsKey(want.Sku))
            .Select(want => new ShipmentItem(want.OpenUnits,
            [
                .. settings.Locations.Select(location =>
                    Math.Max(0, levels[want.Sku].Locations.FirstOrDefault(level => level.Location == location)?.AvailableUnits ?? 0)
                    + held.GetValueOrDefault((want.Sku, location))),
            ]));
        return ShipmentPlan.Order(settings.Locations, [.. items], settings.SplitLines);
    }

    private async Task<Dictionary<(Sku Sku, LocationId Location), int>> ReadHeldAsync(
        OrderId order, List<SkuWant> wanted, CancellationToken cancellationToken)
    {
        var held = new Dictionary<(Sku, LocationId), int>();
        foreach (var some in wanted.Chunk(ReadsAtOnceMax))
        {
            var reservations = await Task.WhenAll(some.Select(want => ledger.ReadReservationAsync(want.Sku, order, cancellationToken)))
                .ConfigureAwait(false);
            for (var i = 0; i < some.Length; i++)
            {
                foreach (var allocation in reservations[i]?.Allocations ?? [])
                {
                    held[(some[i].Sku, allocation.Location)] = allocation.ReservedUnits;
                }
            }
        }

        return held;
    }
}
