using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Stock;

public sealed class SourcingTests
{
    [Theory]
    // levels | open | held per location
    [InlineData("x:2 y:5 z:3", 4, "y:4")]
    [InlineData("x:2 y:5 z:3", 7, "y:5 z:2")]
    [InlineData("x:3 y:3 z:1", 4, "x:3 y:1")]
    public void Most_stock_asks_the_fullest_location_first_and_of_equal_ones_the_first(string levels, int open, string held)
    {
        var set = Decide(levels, Want(open) with { Sourcing = SourcingRule.MostStock });

        Assert.Equal(held, Held(set));
    }

    [Theory]
    // levels | open | limit | held per location | backordered | short
    [InlineData("x:2 y:5 z:7", 5, 0, "y:5", 0, 0)]
    [InlineData("x:5 y:5 z:7", 5, 0, "x:5", 0, 0)]
    [InlineData("x:2 y:5 z:7", 6, 0, "z:6", 0, 0)]
    [InlineData("x:2 y:5 z:4", 6, 0, "y:5", 0, 1)]
    [InlineData("x:2 y:5 z:4", 8, 2, "y:7", 2, 1)]
    [InlineData("x:2 y:5 z:4", 8, 3, "y:8", 3, 0)]
    public void A_line_that_may_not_be_split_comes_from_one_location(
        string levels, int open, int limit, string held, int backordered, int shortUnits)
    {
        var set = Decide(levels, Want(open, limit) with { MaySplit = false });

        Assert.Equal((held, backordered, shortUnits), (Held(set), set.BackorderedUnits, set.ShortUnits));
    }

    [Fact]
    public void A_line_that_may_not_be_split_grows_where_it_is_held_already()
    {
        var levels = Levels("x:0 y:2 z:9");
        var first = ReservationRules.Decide(levels, null, Want(2) with { MaySplit = false });

        var second = ReservationRules.Decide(first.Levels, first.Record, Want(5, limit: 1) with { MaySplit = false, Revision = 2 });

        Assert.Equal(("y:3", 1, 2), (Held(second.Record!), second.Record!.BackorderedUnits, second.Record.ShortUnits));
    }

    [Theory]
    // levels | held before at y | open | limit | held per location | backordered | short
    [InlineData("x:9 y:5 z:7", 0, 5, 0, "z:5", 0, 0)]
    [InlineData("x:9 y:5 z:7", 3, 5, 0, "z:5", 0, 0)]
    [InlineData("x:9 y:5 z:3", 5, 5, 0, "z:3", 0, 2)]
    [InlineData("x:9 y:5 z:3", 5, 5, 1, "z:4", 1, 1)]
    [InlineData("x:9 y:5 z:0", 0, 5, 0, "", 0, 5)]
    public void Units_that_are_packed_in_one_place_come_from_there_or_are_short(
        string levels, int before, int open, int limit, string held, int backordered, int shortUnits)
    {
        var first = ReservationRules.Decide(Levels(levels), null, Want(before, 0, "y") with { MaySplit = false });

        var set = ReservationRules.Decide(
            first.Levels, first.Record, Want(open, limit) with { Revision = 2, MaySplit = false, Place = LocationId.Parse("z") }).Record!;

        Assert.Equal((held, backordered, shortUnits), (Held(set), set.BackorderedUnits, set.ShortUnits));
        Assert.Equal("z", set.Place?.Value);
    }

    [Theory]
    // levels | open | limit | split | held per location | at the last resort | backordered | short
    [InlineData("x:3 y:9", 3, 0, true, "x:3", 0, 0, 0)]
    [InlineData("x:3 y:9", 4, 5, true, "x:3 y:1", 1, 0, 0)]
    [InlineData("x:3 y:2", 7, 1, true, "x:4 y:2", 2, 1, 1)]
    [InlineData("x:3 y:9", 4, 5, false, "y:4", 4, 0, 0)]
    [InlineData("x:3 y:3", 4, 1, false, "x:4", 0, 1, 0)]
    public void The_last_resort_gives_what_the_own_locations_lack_before_anything_is_backordered(
        string levels, int open, int limit, bool maySplit, string held, int resorted, int backordered, int shortUnits)
    {
        var set = Decide(levels, Want(open, limit, "x") with { MaySplit = maySplit, FallbackLocations = [LocationId.Parse("y")] });

        Assert.Equal(
            (held, resorted, backordered, shortUnits), (Held(set), set.FallbackUnits, set.BackorderedUnits, set.ShortUnits));
    }

    [Theory]
    [InlineData(6, "x:3 y:3")]
    [InlineData(7, "")]
    public void An_order_that_is_all_or_nothing_counts_the_last_resort_in(int open, string held)
    {
        var command = Want(open, 0, "x") with { Shortage = ShortagePolicy.RejectOrder, FallbackLocations = [LocationId.Parse("y")] };

        Assert.Equal(held, Held(Decide("x:3 y:3", command)));
    }

    [Theory]
    // levels | open | limit | backordered | short
    [InlineData("x:3", 3, 0, 3, 0)]
    [InlineData("x:3", 5, 1, 4, 1)]
    [InlineData("x:0", 5, 5, 5, 0)]
    public void A_pre_order_is_promised_units_and_given_none(string levels, int open, int limit, int backordered, int shortUnits)
    {
        var set = Decide(levels, Want(open, limit, "x") with { NotBefore = DateTimeOffset.UnixEpoch });

        Assert.Equal((backordered, shortUnits), (set.BackorderedUnits, set.ShortUnits));
        Assert.Equal(set.ReservedUnits, set.BackorderedUnits);
    }

    private static Reservation Decide(string levels, SetReservation command) =>
        ReservationRules.Decide(Levels(levels), null, command).Record!;

    private static string Held(Reservation set) =>
        string.Join(' ', set.Allocations.OrderBy(a => a.Location).Select(a => $"{a.Location}:{a.ReservedUnits}"));

    private static SetReservation Want(int open, int limit = 0, string locations = "x y z") => new(
        Sku.Parse("A"), OrderId.Parse("shop/1"), 1, open, 0, 0,
        [.. locations.Split(' ').Select(location => LocationId.Parse(location))], ShortagePolicy.Backorder, limit);

    private static SkuLevels Levels(string text) => new(
        Sku.Parse("A"), [.. text.Split(' ').Select(part => new LocationLevel(LocationId.Parse(part[..1]), int.Parse(part[2..])))], 7);
}
