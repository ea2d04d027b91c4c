using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Stock;

public sealed class FillRulesTests
{
    private static readonly Sku Item = Sku.Parse("A");
    private SkuLevels _levels = new(Item, [], 0);

    [Fact]
    public void Units_that_arrive_where_they_were_promised_cover_the_promise_and_move_nothing()
    {
        Receive("x", 0);
        var waiting = Set(Want("1", 5, limit: 5, "x"));
        Receive("x", 3);

        var filled = Fill(waiting, limit: 5, "x");

        Assert.Equal((5, 2), (filled.ReservedUnits, filled.BackorderedUnits));
        Assert.Equal("x:3,5,2", Text());
    }

    [Fact]
    public void Units_that_arrive_elsewhere_take_the_promise_with_them()
    {
        Receive("x", 0);
        var waiting = Set(Want("1", 5, limit: 5, "x y"));
        Receive("y", 3);

        var filled = Fill(waiting, limit: 5, "x y");

        Assert.Equal((5, 2), (filled.ReservedUnits, filled.BackorderedUnits));
        Assert.Equal("x:0,2,2 y:3,3,0", Text());
    }

    [Fact]
    public void Short_units_are_taken_when_they_can_be_had_and_promised_as_far_as_the_limit_goes()
    {
        Receive("x", 0);
        var waiting = Set(Want("1", 7, limit: 2, "x"));
        Receive("x", 3);

        var filled = Fill(waiting, limit: 2, "x");

        Assert.Equal((2, 5), (waiting.ReservedUnits, waiting.ShortUnits));
        Assert.Equal((5, 2, 2), (filled.ReservedUnits, filled.BackorderedUnits, filled.ShortUnits));
    }

    [Fact]
    public void A_newcomer_can_not_have_what_is_promised_to_those_that_wait()
    {
        Receive("x", 0);
        Set(Want("1", 3, limit: 3, "x"));
        Receive("x", 4);

        var newcomer = Set(Want("2", 3, limit: 0, "x"));

        Assert.Equal((1, 2), (newcomer.ReservedUnits, newcomer.ShortUnits));
    }

    [Fact]
    public void Nothing_free_changes_nothing()
    {
        Receive("x", 0);
        var waiting = Set(Want("1", 3, limit: 3, "x"));
        Receive("y", 9);

        var decision = ReservationRules.Fill(_levels, waiting, Want("1", 3, limit: 3, "x"));

        Assert.Null(decision.Record);
        Assert.Same(_levels, decision.Levels);
    }

    [Theory]
    [InlineData(2, "x:0,3,3 y:2,0,0")]
    [InlineData(3, "x:0,0,0 y:3,3,0")]
    public void A_promise_that_may_not_be_split_moves_whole_or_stays(int arrived, string levels)
    {
        Receive("x", 0);
        var waiting = Set(Want("1", 3, limit: 3, "x y") with { MaySplit = false });
        Receive("y", arrived);

        var decision = ReservationRules.Fill(_levels, waiting, Want("1", 3, limit: 3, "x y") with { MaySplit = false });

        _levels = decision.Levels!;
        Assert.Equal(levels, Text());
    }

    [Fact]
    public void A_promise_that_is_packed_in_one_place_is_filled_there_only()
    {
        Receive("x", 0);
        var terms = Want("1", 3, limit: 3, "x y") with { MaySplit = false, Place = LocationId.Parse("x") };
        var waiting = Set(terms);
        Receive("y", 3);
        var elsewhere = ReservationRules.Fill(_levels, waiting, terms);
        Receive("x", 3);

        var there = ReservationRules.Fill(_levels, waiting, terms);

        Assert.Null(elsewhere.Record);
        Assert.Equal(0, there.Record!.BackorderedUnits);
    }

    [Fact]
    public void Doing_an_order_again_does_not_turn_a_backorder_into_units_that_others_wait_for_longer()
    {
        Receive("x", 0);
        Set(Want("old", 2, limit: 4, "x"));
        var young = Set(Want("young", 2, limit: 4, "x"));
        Receive("x", 2);

        var again = Set(Want("young", 2, limit: 4, "x") with { Revision = 2 }, young);

        Assert.Equal(2, again.BackorderedUnits);
    }

    [Fact]
    public void An_order_that_wants_less_gives_up_what_is_not_there_first()
    {
        Receive("x", 2);
        var waiting = Set(Want("1", 5, limit: 3, "x"));

        var less = Set(Want("1", 3, limit: 3, "x") with { Revision = 2 }, waiting);

        Assert.Equal((3, 1), (less.ReservedUnits, less.BackorderedUnits));
    }

    [Fact]
    public void Units_for_a_pre_order_are_free_for_nobody_before_its_date_and_its_own_after_it()
    {
        Receive("x", 0);
        var early = Set(Want("0", 2, limit: 9, "x"));
        var preorder = Set(Want("1", 3, limit: 9, "x") with { NotBefore = DateTimeOffset.UnixEpoch });
        Receive("x", 3);

        var before = ReservationRules.Fill(_levels, early, Want("0", 2, limit: 9, "x"));
        Assert.Null(before.Record);

        var filled = Fill(preorder, limit: 9, "x");
        Assert.Equal((0, null), (filled.BackorderedUnits, filled.NotBefore));
    }

    [Fact]
    public void A_pre_order_whose_date_has_come_without_units_is_a_backorder()
    {
        Receive("x", 0);
        var preorder = Set(Want("1", 3, limit: 9, "x") with { NotBefore = DateTimeOffset.UnixEpoch });
        Assert.Equal("x:0,3,0", Text());

        var filled = Fill(preorder, limit: 9, "x");

        Assert.Equal((3, null), (filled.BackorderedUnits, filled.NotBefore));
        Assert.Equal("x:0,3,3", Text());
    }

    [Fact]
    public void The_head_counts_an_order_once_while_it_waits()
    {
        Receive("x", 0);
        var waiting = Set(Want("1", 2, limit: 1, "x"));
        Assert.Equal(1, _levels.WaitingOrders);

        var again = Set(Want("1", 3, limit: 1, "x") with { Revision = 2 }, waiting);
        Assert.Equal(1, _levels.WaitingOrders);

        var gone = Set(Want("1", 0, limit: 1, "x") with { Revision = 3 }, again);
        Assert.Equal(0, _levels.WaitingOrders);
        Assert.Null(gone.WaitingSince);
    }

    [Fact]
    public void A_place_in_the_queue_is_kept_through_later_revisions()
    {
        Receive("x", 0);
        var waiting = Set(Want("1", 2, limit: 2, "x") with { WaitingSince = DateTimeOffset.UnixEpoch });

        var again = Set(Want("1", 3, limit: 3, "x") with { Revision = 2, WaitingSince = DateTimeOffset.UnixEpoch.AddDays(1) }, waiting);

        Assert.Equal(DateTimeOffset.UnixEpoch, again.WaitingSince);
    }

    [Fact]
    public void A_rejected_order_does_not_wait()
    {
        Receive("x", 0);

        var rejected = Set(Want("1", 2, limit: 1, "x") with { Shortage = ShortagePolicy.RejectOrder });

        Assert.Null(rejected.WaitingSince);
    }

    private void Receive(string location, int units) =>
        _levels = MovementRules.Decide(_levels, new ReceiveUnits("r", Item, LocationId.Parse(location), units)).Levels!;

    private Reservation Set(SetReservation command, Reservation? onRecord = null)
    {
        var decision = ReservationRules.Decide(_levels, onRecord, command);
        _levels = decision.Levels!;
        return decision.Record!;
    }

    private Reservation Fill(Reservation waiting, int limit, string locations)
    {
        var decision = ReservationRules.Fill(_levels, waiting, Want("1", waiting.OpenUnits, limit, locations));
        _levels = decision.Levels!;
        return decision.Record!;
    }

    private static SetReservation Want(string order, int open, int limit, string locations) => new(
        Item, OrderId.Parse($"shop/{order}"), 1, open, 0, 0,
        [.. locations.Split(' ').Select(location => LocationId.Parse(location))], ShortagePolicy.Backorder, limit);

    private string Text() => string.Join(
        ' ', _levels.Locations.Select(level => $"{level.Location}:{level.OnHandUnits},{level.ReservedUnits},{level.BackorderedUnits}"));
}
