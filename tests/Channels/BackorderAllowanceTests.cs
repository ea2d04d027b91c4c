using FsCheck;
using FsCheck.Fluent;
using StockFlow.Channels;
using StockFlow.Items;
using StockFlow.Orders;
using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Channels;

/// <summary>What may be promised beyond available, as a term of the published quantity.</summary>
public sealed class BackorderAllowanceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly LocationId[] Places = [LocationId.Parse("london"), LocationId.Parse("leeds"), LocationId.Parse("paris")];
    private static readonly Sku Chair = Sku.Parse("CHAIR");

    [Theory]
    // the channel's limit | the item's | for pre-orders | released in hours | the limit | where it is from
    [InlineData(7, null, null, null, 7, TermSource.Channel)]
    [InlineData(7, 0, null, null, 0, TermSource.Item)]
    [InlineData(7, 3, 20, 1, 20, TermSource.Item)]
    [InlineData(7, 3, 20, 0, 3, TermSource.Item)]
    [InlineData(7, null, 20, -1, 7, TermSource.Channel)]
    [InlineData(7, 3, null, 1, 3, TermSource.Item)]
    public void The_items_limit_wins_and_before_its_release_that_for_pre_orders(
        int channel, int? item, int? preorders, int? releasedInHours, int limit, TermSource source)
    {
        var terms = new ItemTerms { BackorderLimitUnits = item, PreorderLimitUnits = preorders, ReleaseAt = releasedInHours is { } hours ? Now.AddHours(hours) : null };

        var allowance = BackorderAllowance.Of(Channel() with { BackorderLimitUnits = channel }, terms, Now);

        Assert.Equal(new Term(limit, source), allowance.Limit);
        Assert.Equal(allowance.Limit, allowance.Shown);
        Assert.Equal(releasedInHours > 0 ? terms.ReleaseAt : null, allowance.ReleaseAt);
    }

    [Fact]
    public void A_channel_that_shows_no_backorders_shows_what_may_be_pre_ordered()
    {
        var channel = Channel() with { BackorderLimitUnits = 7, ShowBackorders = false };
        var item = new ItemTerms { BackorderLimitUnits = 5, ReleaseAt = Now.AddTicks(1) };

        Assert.Equal((5, 0), Units(BackorderAllowance.Of(channel, item, Now)));
        Assert.Equal((9, 9), Units(BackorderAllowance.Of(channel, item with { PreorderLimitUnits = 9 }, Now)));
        Assert.Equal((5, 0), Units(BackorderAllowance.Of(channel, item with { PreorderLimitUnits = 9 }, Now.AddTicks(1))));

        static (int Limit, int Shown) Units(BackorderAllowance allowance) => (allowance.Limit.Value, allowance.Shown.Value);
    }

    [Theory]
    [InlineData(0, 10, 0, 10)]
    [InlineData(-4, 10, 0, 6)]
    [InlineData(-12, 10, 0, 0)]
    [InlineData(3, 10, 5, 8)]
    [InlineData(-4, 10, 5, 1)]
    public void It_comes_before_the_buffer_and_what_is_promised_already_comes_off_it(int available, int allowance, int buffer, int expected)
    {
        var published = Publish(Channel() with { BufferUnits = buffer }, (1, [available], allowance));

        Assert.Equal((available, available + allowance, expected), (published.AvailableUnits, published.AllowedUnits, published.Units));
    }

    [Fact]
    public void A_bundle_may_be_promised_as_far_as_each_of_its_components()
    {
        Assert.Equal(2, Publish(Channel(), (4, [-1], 10), (1, [3], 0)).Units);
        Assert.Equal(3, Publish(Channel(), (4, [-1], 13), (1, [3], 0)).Units);
        Assert.Equal(0, Publish(Channel(), (4, [-1], 13), (1, [0], 0)).Units);
    }

    [Fact]
    public void Where_lines_may_not_be_split_it_comes_on_top_of_the_best_location()
    {
        Assert.Equal(9, Publish(Channel() with { SplitLines = false }, (1, [3, 5], 4)).Units);
        Assert.Equal(4, Publish(Channel() with { SplitLines = false }, (1, [], 4)).Units);
        Assert.Equal(2, Publish(Channel() with { SplitLines = false }, (1, [5, -7], 4)).Units);
    }

    [Theory]
    // an item's limit of 5, and a channel's | available here | in paris | shown
    [InlineData(true, 2, -3, 4)]
    [InlineData(true, 2, -9, 2)]
    [InlineData(true, -1, -3, 1)]
    [InlineData(true, 2, 8, 7)]
    [InlineData(false, 2, -3, 7)]
    public void An_items_limit_is_one_for_all_channels(bool isItems, int here, int paris, int shown)
    {
        var channel = Channel() with { BackorderLimitUnits = isItems ? 0 : 5 };
        var allowance = BackorderAllowance.Of(channel, isItems ? new ItemTerms { BackorderLimitUnits = 5 } : ItemTerms.None, Now);

        var published = PublishedQuantity.Of(Chair, [new StockPart(1, Levels("CHAIR", [here, 0, paris]), default, allowance)], ListingTerms.Of(channel, [], ItemTerms.None));

        Assert.Equal(shown, published.Units);
        Assert.Equal(isItems ? Math.Max(0, -paris) : 0, published.Parts[0].Allowance.PromisedElsewhereUnits);
    }

    /// <summary>The number and the ledger must not disagree, or we either promise nothing that we could sell, or show what we can't.</summary>
    [Fact]
    public void One_order_is_promised_all_that_is_shown_and_not_one_unit_more()
    {
        var worlds =
            from london in Gen.Choose(-8, 12)
            from leeds in Gen.Choose(-8, 12)
            from paris in Gen.Choose(-8, 12)
            from limit in Gen.Choose(0, 10)
            from isPreorder in Gen.Elements(true, false)
            from maySplit in Gen.Elements(true, false)
            from policy in Gen.Elements(Enum.GetValues<ShortagePolicy>())
            select (london, leeds, paris, limit, isPreorder, maySplit, policy);

        Prop.ForAll(worlds.ToArbitrary(), world =>
        {
            var channel = Channel() with { SplitLines = world.maySplit, Shortage = world.policy };
            var item = world.isPreorder
                ? new ItemTerms { ReleaseAt = Now.AddDays(1), PreorderLimitUnits = world.limit }
                : new ItemTerms { BackorderLimitUnits = world.limit };
            var levels = Levels("CHAIR", [world.london, world.leeds, world.paris]);
            var shown = PublishedQuantity.Of(
                Chair, [new StockPart(1, levels, default, BackorderAllowance.Of(channel, item, Now))], ListingTerms.Of(channel, [], item)).Units;

            // A pre-order that may not be split is promised in one place what all have, and waits there until its date.
            return (shown == 0 || Short(shown) == 0) && (Short(shown + 1) > 0 || (world.isPreorder && !world.maySplit));

            int Short(int units)
            {
                var order = new Order(OrderId.Parse("shop/1"), null, ChannelOrderState.Open, null, Now, null, 1, 0, OrderOutcome.InWork, Now, null, [], []);
                var command = OrderCommands.Set(order, false, new SkuWant(Chair, units, 0, 0), channel, null, item, Now);
                return ((ReservationOutcome.Set)ReservationRules.Decide(levels, null, command).Outcome).Reservation.ShortUnits;
            }
        }).QuickCheckThrowOnFailure();
    }

    private static PublishedQuantity Publish(ChannelSettings channel, params (int Units, int[] Available, int Allowance)[] parts) => PublishedQuantity.Of(
        Sku.Parse("SET"),
        [.. parts.Select((part, i) => new StockPart(
            part.Units,
            Levels($"PART-{i}", part.Available),
            default,
            BackorderAllowance.Of(channel, new ItemTerms { BackorderLimitUnits = part.Allowance }, Now)))],
        ListingTerms.Of(channel, [], ItemTerms.None));

    private static SkuLevels Levels(string sku, int[] available) => new(
        Sku.Parse(sku),
        [.. available.Select((units, i) => new LocationLevel(Places[i], Math.Max(0, units), Math.Max(0, -units)))],
        7);

    private static ChannelSettings Channel() => new()
    {
        Id = ChannelId.Parse("shop"),
        Kind = "bazaar",
        Sync = SyncSchedule.RealTime,
        Locations = Places[..2],
        Endpoint = new Uri("https://shop.example.com/"),
    };
}
