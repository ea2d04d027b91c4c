using StockFlow.Items;
using StockFlow.Orders;
using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Orders;

public sealed class OrderMergeTests
{
    private static readonly OrderId Id = OrderId.Parse("shop/1");
    private static readonly DateTimeOffset Start = new(2010, 12, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly ChannelOrder Placed = Snapshot(0, ChannelOrderState.Open, Line("1", "A", 3), Line("2", "b", 2));
    private static readonly ChannelOrder Edited = Snapshot(1, ChannelOrderState.Open, Line("1", "A", 2), Line("3", "C", 1));
    private static readonly ChannelOrder Shipped = Snapshot(2, ChannelOrderState.Open, Line("1", "A", 2, 2), Line("3", "C", 1));
    private static readonly ChannelOrder Refunded = Snapshot(3, ChannelOrderState.Open, Line("1", "A", 2, 2, 1), Line("3", "C", 1));
    private static readonly ChannelOrder Cancelled = Snapshot(3, ChannelOrderState.Cancelled, Line("1", "A", 2, 2, 1), Line("3", "C", 0));

    [Fact]
    public void Every_order_of_deliveries_with_repeats_ends_in_the_same_state()
    {
        ChannelOrder[] snapshots = [Placed, Edited, Shipped, Refunded, Cancelled];
        var expected = Merge(snapshots);

        foreach (var permutation in Permutations(snapshots))
        {
            Assert.Equal(Content(expected), Content(Merge(permutation)));
            Assert.Equal(Content(expected), Content(Merge([.. permutation, .. permutation.Reverse(), permutation[2]])));
        }

        Assert.Equal(ChannelOrderState.Cancelled, expected.State);
        Assert.Equal("A:0,2,1 B:0,0,0 C:0,0,0", Wants(expected with { AskedSkus = [Sku.Parse("A"), Sku.Parse("B"), Sku.Parse("C")] }));
    }

    [Fact]
    public void Two_snapshots_of_the_same_second_end_the_same_in_either_order()
    {
        var one = Snapshot(1, ChannelOrderState.Open, Line("1", "A", 3), Line("2", "B", 1));
        var other = Snapshot(1, ChannelOrderState.Open, Line("1", "A", 2), Line("2", "C", 1));

        Assert.Equal(Content(Merge(one, other)), Content(Merge(other, one)));
    }

    [Fact]
    public void A_bare_cancel_that_comes_first_waits_and_wins()
    {
        var cancel = Snapshot(5, ChannelOrderState.Cancelled);

        var alone = Merge(cancel);
        var both = OrderMerge.Take(alone, Placed, Start, BundleSet.Empty);

        Assert.True(alone.IsDone);
        Assert.Equal(OrderOutcome.Cancelled, both.Outcome);
        Assert.True(both.IsDone);
        Assert.Equal(2, both.Lines.Count);
    }

    [Fact]
    public void A_cancel_of_an_order_with_nothing_left_to_leave_makes_it_cancelled_all_the_same()
    {
        var empty = Merge(Placed, Snapshot(1, ChannelOrderState.Open, Line("1", "A", 0), Line("2", "B", 0)));
        var done = empty with { DoneRevision = empty.Revision, DoneAt = Start, Outcome = OrderOutcome.Reserved };

        var cancelled = OrderMerge.Take(done, Snapshot(2, ChannelOrderState.Cancelled), Start, BundleSet.Empty);
        var reopened = OrderMerge.Take(cancelled, Snapshot(3, ChannelOrderState.Open, Line("1", "A", 0), Line("2", "B", 0)), Start, BundleSet.Empty);

        Assert.Equal(done.Revision, cancelled.Revision);
        Assert.Equal(OrderOutcome.Cancelled, cancelled.Outcome);
        Assert.Equal(OrderOutcome.Reserved, reopened.Outcome);
    }

    [Fact]
    public void An_order_with_nothing_left_to_leave_that_is_paid_too_late_is_expired_no_more()
    {
        var unpaid = Merge(Snapshot(0, ChannelOrderState.PendingPayment, Line("1", "A", 0)));
        var expired = unpaid with { HoldExpired = true, DoneRevision = unpaid.Revision, DoneAt = Start, Outcome = OrderOutcome.Expired };

        var paid = OrderMerge.Take(expired, Snapshot(1, ChannelOrderState.Open, Line("1", "A", 0)), Start, BundleSet.Empty);

        Assert.Equal(expired.Revision, paid.Revision);
        Assert.Equal(OrderOutcome.Reserved, paid.Outcome);
    }

    [Fact]
    public void A_repeat_is_the_same_object_and_a_newer_time_alone_is_no_new_revision()
    {
        var order = Merge(Placed);

        Assert.Same(order, OrderMerge.Take(order, Placed, Start.AddDays(1), BundleSet.Empty));
        var touched = OrderMerge.Take(order, Placed with { UpdatedAt = Start.AddMinutes(7) }, Start.AddDays(1), BundleSet.Empty);

        Assert.Equal((1, Start.AddMinutes(7)), (touched.Revision, touched.UpdatedAt));
    }

    [Fact]
    public void Units_that_pass_from_one_line_of_an_item_to_another_are_a_new_revision_that_wants_the_same()
    {
        var before = Merge(Snapshot(0, ChannelOrderState.Open, Line("1", "A", 1)));

        var after = OrderMerge.Take(before, Snapshot(1, ChannelOrderState.Open, Line("1", "A", 0), Line("2", "a", 1)), Start, BundleSet.Empty);
        var repeated = OrderMerge.Take(after, Snapshot(2, ChannelOrderState.Open, Line("1", "A", 0), Line("2", "A", 1)), Start, BundleSet.Empty);

        Assert.Equal(before.Revision + 1, after.Revision);
        Assert.Equal(Wants(before), Wants(after));
        Assert.Equal(after.Revision, repeated.Revision);
    }

    [Fact]
    public void Lines_of_one_item_are_summed_and_a_dropped_item_is_given_back()
    {
        var order = Merge(Snapshot(0, ChannelOrderState.Open, Line("1", "a", 3), Line("2", " A ", 2), Line("3", "B", 1)));
        var edited = OrderMerge.Take(order, Snapshot(1, ChannelOrderState.Open, Line("1", "A", 3)), Start, BundleSet.Empty);

        Assert.Equal("A:5,0,0 B:1,0,0", Wants(order));
        Assert.Equal("A:3,0,0 B:0,0,0", Wants(edited));
        Assert.Equal(2, edited.Revision);
    }

    [Fact]
    public void Lines_that_cannot_be_asked_for_are_set_aside_with_their_reason_and_the_others_go_on()
    {
        var order = Merge(Snapshot(
            0, ChannelOrderState.Open, Line("1", null, 1), Line("2", new string('x', 101), 1), Line("3", "B", 20_000_000), Line("4", "C", 1)));

        var wants = OrderWants.Of(order);

        Assert.Equal("C:1,0,0", Wants(order));
        Assert.Equal(QuarantineReason.NoSku, wants.Quarantined["1"]);
        Assert.Equal(QuarantineReason.InvalidSku, wants.Quarantined["2"]);
        Assert.Equal(QuarantineReason.TooManyUnits, wants.Quarantined["3"]);
    }

    private static Order Merge(params ChannelOrder[] snapshots) =>
        snapshots.Aggregate((Order?)null, (order, snapshot) => OrderMerge.Take(order, snapshot, Start, BundleSet.Empty))!;

    private static string Content(Order order) =>
        string.Join('|', order.State, order.UpdatedAt, order.LinesAt, order.PlacedAt, string.Join(' ', order.Lines));

    private static string Wants(Order order) => string.Join(
        ' ', OrderWants.Of(order).Skus.Select(want => $"{want.Sku}:{want.OpenUnits},{want.ShippedUnits},{want.RestockedUnits}"));

    private static ChannelOrder Snapshot(int minute, ChannelOrderState state, params ChannelOrderLine[] lines) =>
        new(Id, null, state, lines.Length == 0 ? null : Start, Start.AddMinutes(minute), lines);

    private static ChannelOrderLine Line(string id, string? sku, int ordered, int shipped = 0, int restocked = 0) =>
        new(id, sku, ordered, shipped, restocked);

    private static IEnumerable<T[]> Permutations<T>(T[] items) => items.Length <= 1
        ? [items]
        : items.SelectMany((item, i) => Permutations([.. items[..i], .. items[(i + 1)..]]).Select(rest => (T[])[item, .. rest]));
}
