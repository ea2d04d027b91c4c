using FsCheck;
using FsCheck.Fluent;
using StockFlow.Channels;
using StockFlow.Items;
using StockFlow.Orders;
using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Orders;

/// <summary>From which one place a bundle is packed, on a channel whose lines are not split.</summary>
public sealed class PackingPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly LocationId[] Places = [LocationId.Parse("x"), LocationId.Parse("y")];
    private static readonly Sku Cup = Sku.Parse("CUP");
    private static readonly Sku Pot = Sku.Parse("POT");

    [Theory]
    // cups at x, y | pots at x, y | rule | place | complete
    [InlineData(8, 8, 2, 2, SourcingRule.Priority, "x", true)]
    [InlineData(8, 8, 1, 2, SourcingRule.Priority, "y", true)]
    [InlineData(7, 8, 2, 2, SourcingRule.Priority, "y", true)]
    [InlineData(8, 16, 9, 3, SourcingRule.MostStock, "y", true)]
    [InlineData(8, 0, 0, 2, SourcingRule.Priority, "x", false)]
    [InlineData(4, 6, 2, 1, SourcingRule.Priority, "x", false)]
    [InlineData(4, 8, 2, 1, SourcingRule.Priority, "x", false)]
    [InlineData(3, 4, 2, 1, SourcingRule.Priority, "y", false)]
    [InlineData(8, -3, 2, 2, SourcingRule.Priority, "x", false)]
    public void It_is_the_first_place_that_has_everything_or_the_one_with_most(
        int cupsX, int cupsY, int potsX, int potsY, SourcingRule rule, string place, bool isComplete)
    {
        var choice = Plan([cupsX, cupsY], [potsX, potsY], []).Choose(rule);

        Assert.Equal(new PackingChoice(LocationId.Parse(place), isComplete), choice);
    }

    [Theory]
    // cups held | of these backordered | pots held | place | complete
    [InlineData(4, 0, 1, "x", false)]
    [InlineData(8, 0, 0, "y", true)]
    [InlineData(3, 0, 1, "y", true)]
    [InlineData(4, 1, 1, "y", true)]
    public void What_is_set_aside_for_a_whole_bundle_stays_and_what_is_no_bundle_moves(int cups, int backordered, int pots, string place, bool isComplete)
    {
        var choice = Plan([0, 8], [0, 2], [Held(Cup, cups, backordered), Held(Pot, pots, 0)]).Choose(SourcingRule.Priority);

        Assert.Equal(new PackingChoice(LocationId.Parse(place), isComplete), choice);
    }

    [Fact]
    public void What_was_promised_in_several_places_is_left_to_the_ledger()
    {
        var pot = Held(Pot, 2, 0) with { Allocations = [new Allocation(Places[1], 2)] };

        Assert.Equal(default, Plan([8, 8], [2, 2], [Held(Cup, 8, 0), pot]).Choose(SourcingRule.Priority));
    }

    [Fact]
    public void Bundles_that_share_a_component_are_packed_together_and_single_lines_are_not()
    {
        var order = OrderOf(Line("1", "A", 1, "CUP", "POT"), Line("2", "B", 1, "POT", "TRAY"), Line("3", "C", 1, "JUG", "MAT"), Line("4", "CUP", 2), Line("5", "SPOON", 2));

        var groups = PackedGroup.Of(order, OrderWants.Of(order));
        var placed = PackedGroup.Of(
            order with { Decisions = [new ShortfallDecision(Pot, ShortfallDecisionKind.Location, 0, 0, Places[1], null)] }, OrderWants.Of(order));

        Assert.Equal(["CUP POT TRAY", "JUG MAT"], groups.Select(group => string.Join(' ', group.Wants.Select(want => want.Sku))).Order());
        Assert.Equal([3, 1], groups.Select(group => group.Lines.Count).OrderDescending());
        Assert.Equal(["JUG MAT"], placed.Select(group => string.Join(' ', group.Wants.Select(want => want.Sku))));
    }

    /// <summary>What the channel shows of a bundle and what one order of it gets are the same, and it is packed in one place.</summary>
    [Fact]
    public void One_order_gets_all_that_is_shown_from_one_place_and_not_one_bundle_more()
    {
        var worlds =
            from cups in Gen.Choose(-5, 20).Two()
            from pots in Gen.Choose(-3, 6).Two()
            from limits in Gen.Choose(0, 6).Two()
            from rule in Gen.Elements(SourcingPolicy.Priority, SourcingPolicy.MostStock)
            select (cups, pots, limits, rule);

        Prop.ForAll(worlds.ToArbitrary(), world =>
        {
            var channel = Channel() with { Sourcing = world.rule };
            var levels = Levels([world.cups.Item1, world.cups.Item2], [world.pots.Item1, world.pots.Item2]);
            var terms = new Dictionary<Sku, ItemTerms>
            {
                [Cup] = new() { BackorderLimitUnits = world.limits.Item1 },
                [Pot] = new() { BackorderLimitUnits = world.limits.Item2 },
            };
            var allowances = terms.ToDictionary(item => item.Key, item => BackorderAllowance.Of(channel, item.Value, Now));
            var shown = PublishedQuantity.Of(
                Sku.Parse("SET"),
                [new StockPart(4, levels[Cup], default, allowances[Cup]), new StockPart(1, levels[Pot], default, allowances[Pot])],
                ListingTerms.Of(channel, [], ItemTerms.None)).Units;

            return (shown == 0 || Order(shown) is (0, 1)) && Order(shown + 1).Short > 0;

            (int Short, int Places) Order(int units)
            {
                var order = OrderOf(Line("1", "SET", units, "CUP*4", "POT"));
                var wants = OrderWants.Of(order);
                var plan = new PackingPlan(PackedGroup.Of(order, wants)[0], levels, new Dictionary<Sku, Reservation>(), Places, [], allowances);
                var place = plan.Choose(world.rule == SourcingPolicy.MostStock ? SourcingRule.MostStock : SourcingRule.Priority).Place;
                var set = wants.Skus
                    .Select(want => ReservationRules.Decide(
                        levels[want.Sku], null, OrderCommands.Set(order, false, want, channel, null, terms[want.Sku], Now, place)).Outcome)
                    .Cast<ReservationOutcome.Set>()
                    .Select(outcome => outcome.Reservation)
                    .ToList();
                return (set.Sum(one => one.ShortUnits), set.SelectMany(one => one.Allocations).Select(part => part.Location).Distinct().Count());
            }
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>A plan for two sets of four cups and a pot.</summary>
    private static PackingPlan Plan(int[] cups, int[] pots, Reservation[] held)
    {
        var order = OrderOf(Line("1", "SET", 2, "CUP*4", "POT"));
        var allowance = BackorderAllowance.Of(Channel(), ItemTerms.None, Now);
        return new PackingPlan(
            PackedGroup.Of(order, OrderWants.Of(order))[0],
            Levels(cups, pots),
            held.Zip([Cup, Pot]).ToDictionary(one => one.Second, one => one.First),
            Places,
            [],
            new Dictionary<Sku, BackorderAllowance> { [Cup] = allowance, [Pot] = allowance });
    }

    private static Reservation Held(Sku sku, int units, int backordered) =>
        new(OrderId.Parse("shop/1"), 1, false, units, 0, 0, 0, units == 0 ? [] : [new Allocation(Places[0], units, BackorderedUnits: backordered)]);

    private static Dictionary<Sku, SkuLevels> Levels(int[] cups, int[] pots) => new()
    {
        [Cup] = new(Cup, [.. cups.Select((units, i) => new LocationLevel(Places[i], Math.Max(0, units), Math.Max(0, -units)))], 1),
        [Pot] = new(Pot, [.. pots.Select((units, i) => new LocationLevel(Places[i], Math.Max(0, units), Math.Max(0, -units)))], 1),
    };

    private static Order OrderOf(params OrderLine[] lines) =>
        new(OrderId.Parse("shop/1"), null, ChannelOrderState.Open, null, Now, null, 1, 0, OrderOutcome.InWork, Now, null, lines, []);

    /// <param name="components">None for a line of a single SKU; "CUP*4" for four of one.</param>
    private static OrderLine Line(string id, string sku, int units, params string[] components) => new(
        id, sku, units, 0, 0, Now, components.Length == 0 ? null : [.. components.Select(text => text.Split('*')).Select(part => new BundleComponent(Sku.Parse(part[0]), part.Length == 1 ? 1 : int.Parse(part[1])))]);

    private static ChannelSettings Channel() => new()
    {
        Id = ChannelId.Parse("shop"),
        Kind = "bazaar",
        Sync = SyncSchedule.RealTime,
        Locations = Places,
        SplitLines = false,
        Endpoint = new Uri("https://shop.example.com/"),
    };
}
