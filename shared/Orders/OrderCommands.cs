using StockFlow.Channels;
using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Orders;

/// <summary>Says what an order asks of the ledger, and what the ledger's answer means for it.</summary>
internal static class OrderCommands
{
    /// <summary>Asks for what the order wants of one SKU, as the channel, the item and earlier decisions allow.</summary>
    /// <param name="release">Gives everything open back instead.</param>
    /// <param name="locations">As planned for the whole order; null where nothing was planned.</param>
    /// <param name="place">Where all of it has to come from; null lets the ledger choose.</param>
    /// <remarks>A decision to backorder knows no limit.</remarks>
    public static SetReservation Set(
        Order order,
        bool release,
        SkuWant want,
        ChannelSettings settings,
        IReadOnlyList<LocationId>? locations,
        ItemTerms terms,
        DateTimeOffset now,
        LocationId? place = null)
    {
        var decision = DecisionOn(order, want.Sku);
        var allowance = BackorderAllowance.Of(settings, terms, now);
        var isDecided = decision?.Kind == ShortfallDecisionKind.Backorder;
        return new SetReservation(
            want.Sku,
            order.Id,
            order.Revision,
            release ? 0 : want.OpenUnits,
            want.ShippedUnits,
            want.RestockedUnits,
            locations ?? settings.Locations,
            settings.Shortage == ShortagePolicy.RejectOrder ? ShortagePolicy.RejectOrder : ShortagePolicy.Backorder,
            isDecided ? StockLimits.UnitsMax : allowance.Limit.Value,
            release)
        {
            Sourcing = settings.Sourcing == SourcingPolicy.MostStock ? SourcingRule.MostStock : SourcingRule.Priority,
            MaySplit = settings.SplitLines,
            Place = place,
            FallbackLocations = FallbackLocations(settings, decision, place),
            WaitingSince = order.WaitingSince,
            NotBefore = allowance.ReleaseAt,
            SharesLimit = allowance.IsShared && !isDecided,
        };
    }

    /// <returns>Null where a newer revision has been at it.</returns>
    public static SkuResult? Read(Order order, Sku sku, ReservationOutcome outcome, ItemTerms terms, DateTimeOffset now) => outcome switch
    {
        ReservationOutcome.UnknownSku => new SkuResult(sku, true),
        ReservationOutcome.Set set => new SkuResult(
            sku,
            false,
            set.Reservation.ReservedUnits,
            set.Reservation.BackorderedUnits,
            set.Reservation.ShortUnits,
            set.Reservation.FallbackUnits,
            ExpectedAt: set.Reservation.BackorderedUnits > 0 ? DecisionOn(order, sku)?.ExpectedAt ?? terms.BackorderEta : null,
            ReleaseAt: set.Reservation.ReservedUnits > 0 ? ReleaseAt(terms, now) : null),
        ReservationOutcome.Superseded => null,
        ReservationOutcome.ContentDiffers differs => throw new InvalidOperationException(
            $"{sku} was set with other units at revision {differs.OnRecord.Revision} of {differs.OnRecord.Order}: a revision never changes what it wants."),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no outcome of a reservation."),
    };

    /// <summary>What the merchant decided, and the place of SKUs that are packed together, may be a location that settings do not name.</summary>
    private static IReadOnlyList<LocationId> FallbackLocations(ChannelSettings settings, ShortfallDecision? decision, LocationId? place) =>
        (decision?.Location ?? place) is { } chosen && !settings.Locations.Contains(chosen) && !settings.FallbackLocations.Contains(chosen)
            ? [.. settings.FallbackLocations, chosen]
            : settings.FallbackLocations;

    /// <summary>Null unless that is still to come.</summary>
    private static DateTimeOffset? ReleaseAt(ItemTerms terms, DateTimeOffset now) => terms.ReleaseAt > now ? terms.ReleaseAt : null;

    private static ShortfallDecision? DecisionOn(Order order, Sku sku) => order.Decisions.FirstOrDefault(made => made.Sku == sku);
}
