using StockFlow.Channels;
using StockFlow.Items;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Orders;

/// <summary>
/// Sees to it that a bundle is packed in one place, on channels whose lines are not split. Its components are SKUs of their own, in
/// partitions of their own: the place is planned, and the reservation of the first of them pins it for this revision. So whoever does the
/// revision a second time, or another part of it, goes where the first one went, whatever the levels say by then.
/// </summary>
public sealed class OrderPacking(StockLedger ledger, ItemCatalog items)
{
    private const int ReadsAtOnceMax = 16;

    private static readonly Dictionary<Sku, LocationId?> NoPlaces = [];

    /// <summary>Chooses and pins the places of the SKUs that are packed together. Doing it twice gives the first answer.</summary>
    /// <param name="locations">As planned for the whole order; null where nothing was planned.</param>
    /// <returns>By SKU; one that may come from anywhere is absent or null.</returns>
    internal async Task<IReadOnlyDictionary<Sku, LocationId?>> PinAsync(
        Order order, OrderWants wants, ChannelSettings settings, IReadOnlyList<LocationId>? locations, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var groups = GroupsOf(order, wants, settings);
        if (groups.Count == 0)
        {
            return NoPlaces;
        }

        var places = new Dictionary<Sku, LocationId?>();
        foreach (var group in groups)
        {
            var (choice, _) = await ChooseAsync(order, group, settings, locations, now, cancellationToken).ConfigureAwait(false);
            var first = group.Wants[0];
            var terms = await items.ReadAsync(first.Sku, cancellationToken).ConfigureAwait(false);
            var command = OrderCommands.Set(order, release: false, first, settings, locations, terms, now, choice.Place);
            var outcome = await ledger.ExecuteAsync(command, cancellationToken).ConfigureAwait(false);
            var pinned = outcome is ReservationOutcome.Set set ? set.Reservation.Place : choice.Place;
            foreach (var want in group.Wants)
            {
                places[want.Sku] = pinned;
            }
        }

        return places;
    }

    /// <summary>Whether SKUs that are packed together lack units where the order was put, and are all there in another place now.</summary>
    internal async Task<bool> IsElsewhereAsync(Order order, ChannelSettings settings, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var group in GroupsOf(order, OrderWants.Of(order), settings))
        {
            var (choice, held) = await ChooseAsync(order, group, settings, locations: null, now, cancellationToken).ConfigureAwait(false);
            if (choice is { IsComplete: true, Place: { } place } && held.Values.Any(reservation => reservation.Place is { } other && other != place))
            {
                return true;
            }
        }

        return false;
    }

    private static IReadOnlyList<PackedGroup> GroupsOf(Order order, OrderWants wants, ChannelSettings settings) =>
        settings.SplitLines || settings.Locations.Count + settings.FallbackLocations.Count < 2 ? [] : PackedGroup.Of(order, wants);

    private async Task<(PackingChoice Choice, IReadOnlyDictionary<Sku, Reservation> Held)> ChooseAsync(
        Order order, PackedGroup group, ChannelSettings settings, IReadOnlyList<LocationId>? locations, DateTimeOffset now, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<Sku> skus = [.. group.Wants.Select(want => want.Sku)];
        var levels = await ledger.ReadLevelsAsync(skus, cancellationToken).ConfigureAwait(false);
        var held = new Dictionary<Sku, Reservation>();
        foreach (var some in skus.Chunk(ReadsAtOnceMax))
        {
            var reservations = await Task.WhenAll(some.Select(sku => ledger.ReadReservationAsync(sku, order.Id, cancellationToken))).ConfigureAwait(false);
            for (var i = 0; i < some.Length; i++)
            {
                if (reservations[i] is { } reservation)
                {
                    held.Add(some[i], reservation);
                }
            }
        }

        var terms = await items.ReadAsync(skus, cancellationToken).ConfigureAwait(false);
        var allowances = levels.ToDictionary(
            known => known.Key, known => BackorderAllowance.Of(settings, terms[known.Key], now).Beside(known.Value, settings.Locations));
        var plan = new PackingPlan(
            group,
            levels,
            held,
            locations ?? settings.Locations,
            settings.FallbackLocations,
            allowances);
        return (plan.Choose(settings.Sourcing == SourcingPolicy.MostStock ? SourcingRule.MostStock : SourcingRule.Priority), held);
    }
}
