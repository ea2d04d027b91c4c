using FsCheck;
using FsCheck.Fluent;
using StockFlow.Channels;
using StockFlow.Items;
using StockFlow.Orders;
using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Orders;

public sealed class OrderBundleTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly OrderId Id = OrderId.Parse("shop-uk/536365");
    private static readonly BundleSet TeaSet = Bundles(("TEA-SET", [("CUP", 4), ("POT", 1)]));

    [Fact]
    public void Lines_and_components_of_one_order_are_summed_per_sku()
    {
        var order = Take(null, TeaSet, Line("1", "tea-set", 2, shipped: 1), Line("2", "CUP", 3), Line("3", "TEA-SET", 1));

        Assert.Equal("CUP:11,4,0 POT:2,1,0", Wants(order));
    }

    [Fact]
    public void Components_are_frozen_while_the_line_keeps_its_sku()
    {
        var order = Take(null, TeaSet, Line("1", "TEA-SET", 1));

        var again = Take(order, Bundles(("TEA-SET", [("CUP", 6)])), Line("1", "Tea-Set", 2));
        var retired = Take(again, BundleSet.Empty, Line("1", "TEA-SET", 3));

        Assert.Equal("CUP:8,0,0 POT:2,0,0", Wants(again));
        Assert.Equal("CUP:12,0,0 POT:3,0,0", Wants(retired));
    }

    [Fact]
    public void A_line_that_is_changed_to_another_sku_gives_the_components_back()
    {
        var order = Take(null, TeaSet, Line("1", "TEA-SET", 1));

        var changed = Take(order, TeaSet, Line("1", "CUP", 1));

        Assert.Equal("CUP:1,0,0 POT:0,0,0", Wants(changed));
    }

    [Fact]
    public void A_line_whose_sku_becomes_a_bundle_later_is_taken_as_one_in_a_new_revision()
    {
        var order = Take(null, BundleSet.Empty, Line("1", "TEA-SET", 1));

        var restarted = OrderMerge.Restart(order, Start.AddHours(1), TeaSet);

        Assert.Equal("TEA-SET:1,0,0", Wants(order));
        Assert.Equal("CUP:4,0,0 POT:1,0,0 TEA-SET:0,0,0", Wants(restarted));
        Assert.Equal(order.Revision + 1, restarted.Revision);
        Assert.Equal(["CUP", "POT", "TEA-SET"], restarted.AskedSkus.Select(sku => sku.Value));
    }

    [Fact]
    public void A_component_that_is_too_many_sets_the_whole_line_aside()
    {
        var order = Take(null, TeaSet, Line("1", "TEA-SET", 2_500_001), Line("2", "POT", 1), Line("3", "CUP", 10_000_000));

        var wants = OrderWants.Of(order);

        Assert.Equal("POT:1,0,0", Wants(order));
        Assert.Equal(["1", "3"], wants.Quarantined.Keys.Order());
    }

    [Theory]
    [InlineData(8, 0, 2, 0, 2, 0)] // All there.
    [InlineData(7, 0, 2, 0, 1, 0)] // One cup short.
    [InlineData(8, 0, 1, 0, 1, 0)] // One pot short.
    [InlineData(3, 0, 2, 0, 0, 0)]
    [InlineData(8, 1, 2, 0, 2, 1)] // One cup to come: one set waits.
    [InlineData(8, 8, 2, 2, 2, 2)]
    [InlineData(8, 0, 2, 1, 2, 1)]
    public void A_bundle_has_as_many_units_as_its_scarcest_component_allows(
        int cups, int cupsBackordered, int pots, int potsBackordered, int reserved, int backordered)
    {
        var order = Take(null, TeaSet, Line("1", "TEA-SET", 2));

        var done = Complete(order, Result("CUP", cups, cupsBackordered, 8 - cups), Result("POT", pots, potsBackordered, 2 - pots));

        Assert.Equal(new OrderLineResult(reserved, backordered, 2 - reserved), done.Lines[0].Result);
    }

    [Fact]
    public void What_a_bundle_cannot_use_goes_to_the_lines_after_it()
    {
        var order = Take(null, TeaSet, Line("1", "TEA-SET", 2), Line("2", "CUP", 3));

        var done = Complete(order, Result("CUP", 7, 0, 4), Result("POT", 1, 0, 1));

        Assert.Equal(new OrderLineResult(1, 0, 1), done.Lines[0].Result);
        Assert.Equal(new OrderLineResult(3, 0, 0), done.Lines[1].Result);
        Assert.Equal(OrderOutcome.Short, done.Outcome);
    }

    [Fact]
    public void Lines_never_have_more_than_the_skus_and_bundles_never_more_than_a_component_allows()
    {
        var given =
            from cups in Gen.Choose(0, 30)
            from cupsBackordered in Gen.Choose(0, 30)
            from pots in Gen.Choose(0, 6)
            from potsBackordered in Gen.Choose(0, 6)
            from sets in Gen.Choose(0, 4)
            from single in Gen.Choose(0, 6)
            select (Cups: cups, CupsBackordered: Math.Min(cups, cupsBackordered), Pots: pots, PotsBackordered: Math.Min(pots, potsBackordered), Sets: sets, Single: single);

        Prop.ForAll(given.ToArbitrary(), one =>
        {
            var order = Take(null, TeaSet, Line("1", "TEA-SET", one.Sets), Line("2", "CUP", one.Single), Line("3", "TEA-SET", one.Sets));
            var lines = Complete(order, Result("CUP", one.Cups, one.CupsBackordered, 0), Result("POT", one.Pots, one.PotsBackordered, 0))
                .Lines.Select(line => line.Result!).ToList();
            var covered = lines.Select(line => line.ReservedUnits - line.BackorderedUnits).ToList();
            return lines.All(line => line.BackorderedUnits >= 0 && line.BackorderedUnits <= line.ReservedUnits && line.ShortUnits >= 0)
                && ((lines[0].ReservedUnits + lines[2].ReservedUnits) * 4) + lines[1].ReservedUnits <= one.Cups
                && lines[0].ReservedUnits + lines[2].ReservedUnits <= one.Pots
                && ((covered[0] + covered[2]) * 4) + covered[1] <= one.Cups - one.CupsBackordered
                && covered[0] + covered[2] <= one.Pots - one.PotsBackordered;
        }).QuickCheckThrowOnFailure();
    }

    private static BundleSet Bundles(params (string Sku, (string Sku, int Units)[] Components)[] bundles) => new(bundles.ToDictionary(
        bundle => Sku.Parse(bundle.Sku),
        bundle => new Bundle(Sku.Parse(bundle.Sku), [.. bundle.Components.Select(part => new BundleComponent(Sku.Parse(part.Sku), part.Units))])));

    private static Order Take(Order? known, BundleSet bundles, params ChannelOrderLine[] lines)
    {
        var at = known?.UpdatedAt.AddMinutes(1) ?? Start;
        return OrderMerge.Take(known, new ChannelOrder(Id, null, ChannelOrderState.Open, Start, at, lines), at, bundles);
    }

    [Fact]
    public void A_bundle_that_is_given_up_lets_all_of_its_components_go()
    {
        var order = Take(null, TeaSet, Line("1", "TEA-SET", 3), Line("2", "CUP", 2));
        var done = Complete(order, Result("CUP", 14, 0, 0), Result("POT", 1, 0, 2));

        var decisions = ShortfallRules.GiveUp(done, [Sku.Parse("POT")]);
        var next = done with { Decisions = decisions, Revision = done.Revision + 1 };
        var reduced = Complete(next, Result("CUP", 6, 0, 0), Result("POT", 1, 0, 0));

        Assert.Equal("CUP:6,0,0 POT:1,0,0", Wants(next));
        Assert.Equal(OrderOutcome.Reduced, reduced.Outcome);
        Assert.Equal([(1, 0, 2), (2, 0, 0)], reduced.Lines.Select(line => (line.Result!.ReservedUnits, line.Result.ShortUnits, line.Result.GivenUpUnits)));
    }

    private static Order Complete(Order order, params SkuResult[] skus) =>
        OrderCompletion.Complete(order, new CompletionRequest(Id, order.Revision, false, false, skus), null, Start);

    private static SkuResult Result(string sku, int reserved, int backordered, int shortUnits) =>
        new(Sku.Parse(sku), false, reserved, backordered, shortUnits);

    private static ChannelOrderLine Line(string id, string sku, int ordered, int shipped = 0) => new(id, sku, ordered, shipped);

    private static string Wants(Order order) => string.Join(
        ' ', OrderWants.Of(order).Skus.Select(want => $"{want.Sku}:{want.OpenUnits},{want.ShippedUnits},{want.RestockedUnits}"));
}
