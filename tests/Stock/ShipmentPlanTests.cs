using FsCheck;
using FsCheck.Fluent;
using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Stock;

public sealed class ShipmentPlanTests
{
    private static readonly LocationId[] Locations = [.. "abcdefghijklmnop".Select(letter => LocationId.Parse($"{letter}"))];

    [Fact]
    public void One_location_that_has_everything_comes_before_those_that_have_a_part()
    {
        var plan = Plan(3, true, new ShipmentItem(2, [2, 0, 2]), new ShipmentItem(1, [0, 5, 1]));

        Assert.Equal("c a b", plan);
    }

    [Fact]
    public void Among_equally_few_the_ones_that_come_first_are_taken()
    {
        Assert.Equal("a b c", Plan(3, true, new ShipmentItem(3, [2, 1, 1])));
        Assert.Equal("b a c", Plan(3, true, new ShipmentItem(3, [0, 3, 3])));
    }

    [Fact]
    public void Without_splitting_a_location_must_have_all_of_a_sku()
    {
        Assert.Equal("a b c", Plan(3, true, new ShipmentItem(3, [2, 1, 2])));
        Assert.Equal("c a b", Plan(3, false, new ShipmentItem(3, [2, 1, 3])));
    }

    [Fact]
    public void Nothing_anywhere_leaves_the_order_as_it_is()
    {
        Assert.Equal("a b c", Plan(3, true, new ShipmentItem(3, [0, 0, 0])));
    }

    [Fact]
    public void Many_locations_are_planned_one_by_one()
    {
        var plan = Plan(12, true, new ShipmentItem(5, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4, 1]));

        Assert.StartsWith("a k b c", plan, StringComparison.Ordinal);
    }

    [Fact]
    public void No_smaller_set_of_locations_covers_as_much()
    {
        var item =
            from wanted in Gen.Choose(1, 6)
            from available in Gen.Choose(0, 4).ListOf(4)
            select new ShipmentItem(wanted, [.. available]);
        var orders = from items in item.ListOf(3) from split in Gen.Elements(true, false) select (Items: items.ToList(), split);
        Prop.ForAll(orders.ToArbitrary(), order =>
        {
            var plan = ShipmentPlan.Order(Locations[..4], order.Items, order.split).Select(location => Array.IndexOf(Locations, location)).ToList();
            var best = Covered(order.Items, [0, 1, 2, 3], order.split);
            var needed = Enumerable.Range(1, 4).First(count => Covered(order.Items, plan[..count], order.split) == best);
            var least = Sets().Where(set => Covered(order.Items, set, order.split) == best).Min(set => set.Count);
            Assert.Equal([0, 1, 2, 3], plan.Order());
            Assert.Equal(Math.Max(1, least), needed);
        }).QuickCheckThrowOnFailure();
    }

    private static IEnumerable<List<int>> Sets() =>
        Enumerable.Range(0, 16).Select(set => Enumerable.Range(0, 4).Where(i => (set & (1 << i)) != 0).ToList());

    private static int Covered(List<ShipmentItem> items, List<int> set, bool maySplit) => items.Sum(item => Math.Min(
        item.WantedUnits,
        set.Count == 0 ? 0 : maySplit ? set.Sum(i => item.AvailableUnits[i]) : set.Max(i => item.AvailableUnits[i])));

    private static string Plan(int count, bool maySplit, params ShipmentItem[] items) =>
        string.Join(' ', ShipmentPlan.Order(Locations[..count], items, maySplit));
}
