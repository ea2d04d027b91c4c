using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Stock;

public sealed class ReturnRulesTests
{
    private static readonly Sku Item = Sku.Parse("A");
    private static readonly OrderId Order = OrderId.Parse("shop/1");
    private SkuLevels _levels = new(Item, [new LocationLevel(LocationId.Parse("x"), 5)], 1);
    private Reservation? _reservation;

    [Fact]
    public void Returned_units_go_on_hand_where_they_were_found()
    {
        Ship(3);

        var done = Done(Return(2, "y"));

        Assert.Equal("x:2 y:2", Text());
        Assert.Equal((2, 2), (done.OnHandDelta, done.Level.OnHandUnits));
    }

    [Fact]
    public void Units_written_off_go_nowhere_and_are_still_in_the_journal()
    {
        Ship(3);
        var position = _levels.Position;

        var done = Done(Return(2, "y", writeOff: true));

        Assert.Equal(("x:2 y:0", 0), (Text(), done.OnHandDelta));
        Assert.Equal(position + 1, done.Position);
    }

    [Theory]
    // The channel's total that came back | the merchant's return | the channel's total after | on hand at the end
    [InlineData(0, 2, 2, 4)]
    [InlineData(2, 2, 2, 4)]
    [InlineData(1, 2, 2, 4)]
    [InlineData(2, 1, 2, 4)]
    [InlineData(0, 1, 3, 5)]
    [InlineData(3, 3, 3, 5)]
    public void A_unit_that_the_channel_and_the_merchant_both_tell_of_goes_back_once(int before, int returned, int after, int onHand)
    {
        Ship(3, before);
        Done(Return(returned, "x"));
        Ship(3, after);

        Assert.Equal($"x:{onHand}", Text());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_unit_written_off_is_never_for_sale_whoever_told_first(int before)
    {
        Ship(3, before);
        var done = Done(Return(2, "x", writeOff: true));
        Ship(3, 2);

        Assert.Equal(("x:2", -before), (Text(), done.OnHandDelta));
    }

    [Fact]
    public void A_write_off_never_takes_on_hand_below_zero()
    {
        Ship(3, 2);
        _levels = MovementRules.Decide(_levels, new AdjustUnits("gone", Item, LocationId.Parse("x"), -3)).Levels!;

        var done = Done(Return(2, "x", writeOff: true));

        Assert.Equal(("x:0", -1), (Text(), done.OnHandDelta));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void No_more_comes_back_than_left(int units, bool isDone)
    {
        Ship(3);
        var before = _levels;

        var outcome = Return(units, "x");

        Assert.Equal(isDone, outcome is ReturnOutcome.Done);
        if (!isDone)
        {
            Assert.Equal(new ReturnOutcome.MoreThanShipped(3, 0), outcome);
            Assert.Same(before, _levels);
        }
    }

    [Fact]
    public void What_was_shipped_without_being_on_hand_can_not_come_back()
    {
        Ship(9);

        Assert.Equal(new ReturnOutcome.MoreThanShipped(5, 0), Return(6, "x"));
        Done(Return(5, "x"));
    }

    [Fact]
    public void An_order_that_never_asked_and_a_sku_that_is_unknown_are_told_apart()
    {
        Assert.IsType<ReturnOutcome.UnknownReservation>(Return(1, "x"));
        Assert.IsType<ReturnOutcome.UnknownSku>(ReturnRules.Decide(null, null, Command(1, "x", false)).Outcome);
    }

    private static ReturnUnits Command(int units, string location, bool writeOff) =>
        new("back", Item, Order, LocationId.Parse(location), units, writeOff);

    private static ReturnOutcome.Done Done(ReturnOutcome outcome) => Assert.IsType<ReturnOutcome.Done>(outcome);

    private void Ship(int shipped, int restocked = 0)
    {
        var command = new SetReservation(
            Item, Order, (_reservation?.Revision ?? 0) + 1, 0, shipped, restocked, [LocationId.Parse("x")], ShortagePolicy.Backorder, 0);
        var decision = ReservationRules.Decide(_levels, _reservation, command);
        (_levels, _reservation) = (decision.Levels!, decision.Record);
    }

    private ReturnOutcome Return(int units, string location, bool writeOff = false)
    {
        var decision = ReturnRules.Decide(_levels, _reservation, Command(units, location, writeOff));
        _levels = decision.Levels!;
        _reservation = decision.Record ?? _reservation;
        return decision.Outcome;
    }

    private string Text() => string.Join(' ', _levels.Locations.Select(level => $"{level.Location}:{level.OnHandUnits}"));
}
