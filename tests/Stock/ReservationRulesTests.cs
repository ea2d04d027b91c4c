using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Stock;

public sealed class ReservationRulesTests
{
    private static readonly OrderId Order = OrderId.Parse("shop/1");

    [Theory]
    // levels (location:onHand,reserved,safety) | locations | open | limit | held per location | backordered | short
    [InlineData("x:5,0,0 y:5,0,0", "x y", 3, 0, "x:3", 0, 0)]
    [InlineData("x:5,0,0 y:5,0,0", "y x", 3, 0, "y:3", 0, 0)]
    [InlineData("x:2,0,0 y:5,0,0", "x y", 3, 0, "x:2 y:1", 0, 0)]
    [InlineData("x:2,0,1 y:5,4,0", "x y", 3, 0, "x:1 y:1", 0, 1)]
    [InlineData("x:2,0,0", "x", 5, 2, "x:4", 2, 1)]
    [InlineData("x:0,2,0", "x", 5, 3, "x:1", 1, 4)]
    [InlineData("x:0,2,0 y:5,0,0", "x y", 5, 0, "y:3", 0, 2)]
    [InlineData("x:5,0,0 y:5,0,0", "z", 2, 1, "z:1", 1, 1)]
    [InlineData("x:3,0,0", "x", 0, 0, "", 0, 0)]
    public void Units_come_by_priority_then_as_backorders_and_the_rest_is_short(
        string levels, string locations, int open, int limit, string held, int backordered, int shortUnits)
    {
        var decision = ReservationRules.Decide(Levels(levels), null, Set(1, open, locations: locations, limit: limit));

        var set = Assert.IsType<ReservationOutcome.Set>(decision.Outcome).Reservation;
        Assert.Equal(held, string.Join(' ', set.Allocations.Select(a => $"{a.Location}:{a.ReservedUnits}")));
        Assert.Equal((backordered, shortUnits), (set.BackorderedUnits, set.ShortUnits));
    }

    [Theory]
    // levels | locations | held of five | with the limit shared
    [InlineData("x:0,0,0 y:0,2,0", "x", 3, 1)]
    [InlineData("x:0,0,0 y:0,4,0", "x", 3, 0)]
    [InlineData("x:1,0,0 y:0,4,0", "x", 4, 1)]
    [InlineData("x:0,1,0 y:0,1,0 z:9,0,0", "x", 2, 1)]
    [InlineData("x:0,0,0 y:0,2,0", "x y", 1, 1)]
    [InlineData("x:0,0,0 y:0,2,0", "y x", 1, 1)]
    [InlineData("x:0,1,0 y:0,1,0 z:0,1,0", "x y", 1, 0)]
    [InlineData("x:0,0,0 y:5,0,9", "x", 3, 3)]
    [InlineData("x:0,0,0 y:5,1,9", "x", 3, 2)]
    public void Of_a_limit_that_is_shared_what_lacks_elsewhere_is_used_up(string levels, string locations, int held, int heldShared)
    {
        var own = ReservationRules.Decide(Levels(levels), null, Set(1, 5, locations: locations, limit: 3));
        var shared = ReservationRules.Decide(Levels(levels), null, Set(1, 5, locations: locations, limit: 3) with { SharesLimit = true });

        Assert.Equal((held, heldShared), (own.Record!.ReservedUnits, shared.Record!.ReservedUnits));
    }

    [Fact]
    public void What_an_order_gives_back_elsewhere_by_the_same_decision_is_no_longer_promised_there()
    {
        var (levels, held) = Apply(Levels("x:0,0,0 y:0,0,0"), null, Set(1, 3, locations: "y", limit: 3) with { SharesLimit = true });

        var (after, moved) = Apply(levels, held, Set(2, 3, locations: "x y", limit: 3) with { SharesLimit = true, MaySplit = false, Place = LocationId.Parse("x") });

        Assert.Equal((3, "x:0,3 y:0,0"), (moved.ReservedUnits, Text(after)));
    }

    [Fact]
    public void A_pre_order_is_promised_what_is_there_and_what_of_a_shared_limit_is_left()
    {
        var command = Set(1, 9, locations: "x", limit: 3) with { SharesLimit = true, NotBefore = DateTimeOffset.UnixEpoch.AddYears(60) };

        Assert.Equal(2 + 1, ReservationRules.Decide(Levels("x:2,0,0 y:0,2,0"), null, command).Record!.ReservedUnits);
    }

    [Theory]
    [InlineData(5, 5, 0)]
    [InlineData(6, 0, 6)]
    public void An_order_that_wants_all_or_nothing_takes_nothing_when_short(int open, int held, int shortUnits)
    {
        var decision = ReservationRules.Decide(Levels("x:5,0,0"), null, Set(1, open, policy: ShortagePolicy.RejectOrder));

        var set = Assert.IsType<ReservationOutcome.Set>(decision.Outcome).Reservation;
        Assert.Equal((held, shortUnits), (set.ReservedUnits, set.ShortUnits));
    }

    [Fact]
    public void An_unknown_sku_leaves_no_trace()
    {
        var decision = ReservationRules.Decide(null, null, Set(1, 1));

        Assert.IsType<ReservationOutcome.UnknownSku>(decision.Outcome);
        Assert.Null(decision.Record);
    }

    [Fact]
    public void The_same_revision_gets_the_first_answer_and_other_units_are_told_apart()
    {
        var (levels, first) = Apply(Levels("x:5,0,0"), null, Set(1, 3));

        var repeat = ReservationRules.Decide(levels, first, Set(1, 3));
        var other = ReservationRules.Decide(levels, first, Set(1, 4));

        Assert.Equal(new ReservationOutcome.Set(first), repeat.Outcome);
        Assert.Null(repeat.Record);
        Assert.IsType<ReservationOutcome.ContentDiffers>(other.Outcome);
        Assert.Null(other.Record);
    }

    [Fact]
    public void An_older_revision_changes_nothing_and_a_release_is_newer_than_its_revision()
    {
        var (levels, released) = Apply(Levels("x:5,0,0"), null, Set(2, 0) with { Release = true });

        Assert.Equal(new ReservationOutcome.Superseded(2), ReservationRules.Decide(levels, released, Set(2, 3)).Outcome);
        Assert.Equal(new ReservationOutcome.Superseded(2), ReservationRules.Decide(levels, released, Set(1, 3)).Outcome);
        Assert.IsType<ReservationOutcome.Set>(ReservationRules.Decide(levels, released, Set(3, 3)).Outcome);
    }

    [Fact]
    public void Shipping_takes_held_units_off_hand_and_restocking_gives_back_no_more_than_left()
    {
        var (levels, held) = Apply(Levels("x:2,0,0 y:5,0,0"), null, Set(1, 3, locations: "x y"));
        var (shippedLevels, shipped) = Apply(levels, held, Set(2, 0, shipped: 3, locations: "x y"));
        var (backLevels, _) = Apply(shippedLevels, shipped, Set(3, 0, shipped: 3, restocked: 3, locations: "x y"));

        Assert.Equal("x:2,2 y:5,1", Text(levels));
        Assert.Equal("x:0,0 y:4,0", Text(shippedLevels));
        Assert.Equal("x:2,0 y:5,0", Text(backLevels));
    }

    [Fact]
    public void A_sale_beyond_what_is_on_hand_is_uncovered_and_its_return_invents_nothing()
    {
        var (levels, sold) = Apply(Levels("x:3,0,0"), null, Set(1, 0, shipped: 5));
        var (back, _) = Apply(levels, sold, Set(2, 0, shipped: 5, restocked: 5));

        Assert.Equal(2, sold.UncoveredUnits);
        Assert.Equal("x:0,0", Text(levels));
        Assert.Equal("x:3,0", Text(back));
    }

    [Fact]
    public void A_promise_once_made_is_kept_when_a_count_takes_the_units_away()
    {
        var (levels, held) = Apply(Levels("x:5,0,0"), null, Set(1, 5));
        var counted = MovementRules.Decide(levels, new AdjustUnits("count", levels.Sku, LocationId.Parse("x"), -3)).Levels!;

        var (after, kept) = Apply(counted, held, Set(2, 4));

        Assert.Equal(4, kept.ReservedUnits);
        Assert.Equal("x:2,4", Text(after));
    }

    [Fact]
    public void Selling_all_of_a_shared_location_through_one_channel_leaves_nothing_there_for_the_other()
    {
        var (levels, _) = Apply(Levels("x:0,0,0 y:4,0,0"), null, Set(1, 4, locations: "x y"));

        Assert.Equal(0, levels.Locations.Single(level => level.Location.Value == "y").AvailableUnits);
    }

    private static (SkuLevels Levels, Reservation Record) Apply(SkuLevels levels, Reservation? onRecord, SetReservation command)
    {
        var decision = ReservationRules.Decide(levels, onRecord, command);
        return (decision.Levels!, decision.Record!);
    }

    private static SetReservation Set(
        int revision, int open, int shipped = 0, int restocked = 0, string locations = "x", int limit = 0,
        ShortagePolicy policy = ShortagePolicy.Backorder) =>
        new(
            Sku.Parse("A"), Order, revision, open, shipped, restocked,
            [.. locations.Split(' ').Select(location => LocationId.Parse(location))], policy, limit);

    private static SkuLevels Levels(string text) => new(
        Sku.Parse("A"),
        [
            .. text.Split(' ').Select(part =>
            {
                var numbers = part[2..].Split(',').Select(int.Parse).ToArray();
                return new LocationLevel(LocationId.Parse(part[..1]), numbers[0], numbers[1], numbers[2]);
            }),
        ],
        7);

    private static string Text(SkuLevels levels) =>
        string.Join(' ', levels.Locations.Select(level => $"{level.Location}:{level.OnHandUnits},{level.ReservedUnits}"));
}
