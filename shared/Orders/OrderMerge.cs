using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Orders;

/// <summary>
/// Merges snapshots of one order. Every part of the result is the greatest of what was seen, by an order of its own: so the same
/// snapshots end in the same state whatever their order and however often each comes.
/// </summary>
internal static class OrderMerge
{
    /// <summary>Takes one snapshot in.</summary>
    /// <param name="known">What is known so far; null for a new order.</param>
    /// <param name="snapshot">Of the same order.</param>
    /// <param name="receivedAt">Kept with the revision it causes, UTC.</param>
    /// <param name="bundles">As they are sold now: what a line of a bundle takes is frozen on it here.</param>
    /// <returns>
    /// The same object where the snapshot says nothing new. A new revision if what the order wants of stock, or which of its lines want it,
    /// has changed, or it has begun to wait for payment; a revision that wants nothing at all, such as a cancel that comes first, is done at once.
    /// </returns>
    public static Order Take(Order? known, ChannelOrder snapshot, DateTimeOffset receivedAt, BundleSet bundles)
    {
        var merged = Explode(Join(known ?? Empty(snapshot, receivedAt), snapshot), bundles);
        if (known is not null && IsSame(known, merged))
        {
            return known;
        }

        var holdsAnew = known is not null && merged.State == ChannelOrderState.PendingPayment && known.State != merged.State;
        if (holdsAnew)
        {
            merged = merged with { HoldUntil = null, HoldExpired = false };
        }

        var wants = OrderWants.Of(merged);
        if (known is not null && !holdsAnew && wants.IsSame(OrderWants.Of(known)) && HasSameLines(known, merged))
        {
            return merged with { Outcome = OutcomeAt(known, merged), MovedAt = HasMoved(known, merged) ? receivedAt : known.MovedAt };
        }

        var next = Revise(merged, wants, receivedAt);
        return wants.IsEmpty
            ? next with
            {
                DoneRevision = next.Revision,
                DoneAt = receivedAt,
                MovedAt = receivedAt,
                Outcome = next.State == ChannelOrderState.Cancelled ? OrderOutcome.Cancelled : OrderOutcome.Reserved,
            }
            : next;
    }

    /// <summary>A new revision that wants the same, but for lines whose SKU has become a bundle since.</summary>
    public static Order Restart(Order known, DateTimeOffset requestedAt, BundleSet bundles)
    {
        var exploded = Explode(known, bundles);
        return Revise(exploded, OrderWants.Of(exploded), requestedAt);
    }

    private static Order Revise(Order order, OrderWants wants, DateTimeOffset at) => order with
    {
        Revision = order.Revision + 1,
        ReceivedAt = at,
        Outcome = OrderOutcome.InWork,
        AskedSkus = [.. order.AskedSkus.Concat(wants.Skus.Select(want => want.Sku)).Distinct().Order()],
    };

    /// <summary>
    /// A cancel that frees nothing, as nothing was open any more, makes the order no less cancelled; nor does a withdrawn one keep it so, or a
    /// time to pay that was over before it was paid.
    /// </summary>
    private static OrderOutcome OutcomeAt(Order known, Order merged) => (known.State, merged.State) switch
    {
        _ when !merged.IsDone => merged.Outcome,
        (not ChannelOrderState.Cancelled, ChannelOrderState.Cancelled) => OrderOutcome.Cancelled,
        _ when IsStanding(merged) && !IsStanding(known) =>
            merged.Lines.Any(line => line.Result?.Quarantine is not null) ? OrderOutcome.Quarantined : OrderOutcome.Reserved,
        _ => merged.Outcome,
    };

    private static bool IsStanding(Order order) => order.State != ChannelOrderState.Cancelled && !order.IsExpired;

    /// <returns>The same object where no line names a bundle that it is not made of yet.</returns>
    private static Order Explode(Order order, BundleSet bundles) =>
        order.Lines.All(line => ComponentsOf(line, bundles) == line.Components)
            ? order
            : order with { Lines = [.. order.Lines.Select(line => line with { Components = ComponentsOf(line, bundles) })] };

    private static IReadOnlyList<BundleComponent>? ComponentsOf(OrderLine line, BundleSet bundles) =>
        line.Components is null && Sku.TryParse(line.Sku, null, out var sku) && bundles.TryFind(sku, out var bundle)
            ? bundle.Components
            : line.Components;

    private static Order Empty(ChannelOrder snapshot, DateTimeOffset receivedAt) => new(
        snapshot.Id, null, snapshot.State, null, DateTimeOffset.MinValue, null, 0, 0, OrderOutcome.InWork, receivedAt, null, [], []);

    private static Order Join(Order known, ChannelOrder snapshot)
    {
        var isNewer = (snapshot.UpdatedAt, Rank(snapshot.State)).CompareTo((known.UpdatedAt, Rank(known.State))) > 0;
        return known with
        {
            State = isNewer ? snapshot.State : known.State,
            UpdatedAt = isNewer ? snapshot.UpdatedAt : known.UpdatedAt,
            Number = Least(known.Number, snapshot.Number),
            PlacedAt = Earlier(known.PlacedAt, snapshot.PlacedAt),
            LinesAt = snapshot.Lines.Count > 0 ? Later(known.LinesAt, snapshot.UpdatedAt) : known.LinesAt,
            Lines = JoinLines(known.Lines, snapshot),
        };
    }

    private static IReadOnlyList<OrderLine> JoinLines(IReadOnlyList<OrderLine> known, ChannelOrder snapshot)
    {
        var lines = known.ToDictionary(line => line.LineId, StringComparer.Ordinal);
        foreach (var said in snapshot.Lines)
        {
            var line = new OrderLine(
                said.LineId, said.Sku, said.OrderedUnits, said.ShippedUnits, said.RestockedUnits, snapshot.UpdatedAt);
            lines[said.LineId] = lines.TryGetValue(said.LineId, out var before) ? Join(before, line) : line;
        }

        return [.. lines.Values.OrderBy(line => line.LineId, StringComparer.Ordinal)];
    }

    private static OrderLine Join(OrderLine a, OrderLine b)
    {
        var newest = Compare(a, b) >= 0 ? a : b;
        return newest with
        {
            ShippedUnits = Math.Max(a.ShippedUnits, b.ShippedUnits),
            RestockedUnits = Math.Max(a.RestockedUnits, b.RestockedUnits),
            Components = IsSameSku(a, newest) ? a.Components : null,
            Result = a.Result,
        };
    }

    /// <summary>Two snapshots of the same second: the one that wants less counts as the later one, as a cancel does.</summary>
    private static int Compare(OrderLine a, OrderLine b)
    {
        var age = a.SeenAt.CompareTo(b.SeenAt);
        if (age != 0)
        {
            return age;
        }

        var units = b.OrderedUnits.CompareTo(a.OrderedUnits);
        return units != 0 ? units : string.CompareOrdinal(a.Sku, b.Sku);
    }

    private static bool IsSameSku(OrderLine a, OrderLine b) =>
        a.Sku == b.Sku || (Sku.TryParse(a.Sku, null, out var skuOfA) && Sku.TryParse(b.Sku, null, out var skuOfB) && skuOfA == skuOfB);

    /// <summary>Whether each line wants what it wanted. Units that only pass from one line of a SKU to another are other results of both.</summary>
    private static bool HasSameLines(Order known, Order merged) => merged.Lines.All(line =>
        known.Lines.FirstOrDefault(other => other.LineId == line.LineId) is { } before
            ? merged.OpenUnits(line) == known.OpenUnits(before) && (IsSameSku(line, before) || merged.OpenUnits(line) == 0)
            : merged.OpenUnits(line) == 0);

    /// <summary>Whether the channel has sold more or fewer units since. A line that we never heard of may have been sold and called off.</summary>
    private static bool HasMoved(Order known, Order merged) => merged.Lines.Any(line =>
        known.Lines.FirstOrDefault(other => other.LineId == line.LineId) is not { } before
        || merged.SoldUnits(line) != known.SoldUnits(before)
        || !IsSameSku(line, before));

    private static int Rank(ChannelOrderState state) => state switch
    {
        ChannelOrderState.PendingPayment => 0,
        ChannelOrderState.Open => 1,
        _ => 2,
    };

    private static bool IsSame(Order a, Order b) => a with { Lines = b.Lines } == b && a.Lines.SequenceEqual(b.Lines);

    private static string? Least(string? a, string? b) => a is null || (b is not null && string.CompareOrdinal(b, a) < 0) ? b : a;

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;

    private static DateTimeOffset Later(DateTimeOffset? a, DateTimeOffset b) => a > b ? a.Value : b;
}
