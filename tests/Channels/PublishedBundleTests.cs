using FsCheck;
using FsCheck.Fluent;
using StockFlow.Channels;
using StockFlow.Items;
using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Channels;

/// <summary>Bundles, items' terms and what locations withhold, as terms of the published quantity.</summary>
public sealed class PublishedBundleTests
{
    private static readonly Sku Set = Sku.Parse("SET");
    private static readonly string[] Places = ["london", "leeds"];

    [Theory]
    [InlineData(8, 2, 2)]
    [InlineData(7, 2, 1)]
    [InlineData(8, 1, 1)]
    [InlineData(3, 9, 0)]
    [InlineData(-1, 9, 0)]
    public void A_bundle_shows_what_its_scarcest_component_allows(int cups, int pots, int expected)
    {
        var published = Publish(Terms(), (4, [cups, 0]), (1, [pots, 0]));

        Assert.True(published.IsBundle);
        Assert.Equal(expected, published.Units);
        Assert.Equal(14, published.Position);
    }

    [Fact]
    public void Components_may_come_from_several_locations_only_where_lines_may_be_split()
    {
        (int, int[])[] stock = [(4, [4, 8]), (1, [3, 1])];

        Assert.Equal(3, Publish(Terms(), stock).Units);
        Assert.Equal(1, Publish(Terms() with { MaySplit = false }, stock).Units);
        Assert.Equal(7, Publish(Terms() with { MaySplit = false }, (1, [7, 5])).Units);
        Assert.Equal(0, Publish(Terms() with { MaySplit = false }, (1, [7, -7])).Units);
    }

    [Fact]
    public void A_location_withholds_its_own_buffer_and_no_other_locations_units()
    {
        var terms = Terms() with { Locations = [new LocationSettings(LocationId.Parse("london"), 1, 5), new LocationSettings(LocationId.Parse("leeds"), 2)] };

        Assert.Equal(3, Publish(terms, (1, [2, 3])).Units);
        Assert.Equal(4, Publish(terms, (1, [6, 3])).Units);
        Assert.Equal(1, Publish(terms, (1, [-2, 3])).Units);
        Assert.Equal([0, 3], Publish(terms, (1, [2, 3])).Parts[0].Locations.Select(location => location.OfferedUnits));
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(2, 0)]
    public void A_number_below_the_minimum_is_shown_as_zero(int available, int expected) =>
        Assert.Equal(expected, Publish(Terms() with { Minimum = new Term(3, TermSource.Channel) }, (1, [available, 0])).Units);

    [Fact]
    public void The_narrower_term_stands_in_place_of_the_wider_and_says_where_it_is_from()
    {
        var channel = Channel() with { BufferUnits = 1, SharePercent = 90, CapUnits = 10, MinimumUnits = 2 };
        var item = new ItemTerms
        {
            AllChannels = new ItemChannelTerms { BufferUnits = 3, CapUnits = 50 },
            Channels = new Dictionary<ChannelId, ItemChannelTerms>
            {
                [channel.Id] = new() { CapUnits = 0 },
                [ChannelId.Parse("other")] = new() { SharePercent = 1 },
            },
        };

        var terms = ListingTerms.Of(channel, [], item);

        Assert.Equal(new Term(3, TermSource.Item), terms.Buffer);
        Assert.Equal(new Term(90, TermSource.Channel), terms.SharePercent);
        Assert.Equal(new Term(0, TermSource.ItemOnChannel), terms.Cap);
        Assert.Equal(new Term(2, TermSource.Channel), terms.Minimum);
        Assert.Null(ListingTerms.Of(Channel(), [], ItemTerms.None).Cap);
    }

    [Fact]
    public void No_bundle_draws_on_what_is_kept_back_of_a_component()
    {
        var kept = new StockPart(4, Levels("CUP", [9, 0]), new Term(2, TermSource.Item));

        Assert.Equal(1, PublishedQuantity.Of(Set, [kept, new StockPart(1, Levels("POT", [9, 0]))], Terms()).Units);
    }

    [Fact]
    public void A_retired_bundle_shows_zero()
    {
        var published = PublishedQuantity.Of(Set, [], Terms());

        Assert.Equal(0, published.Units);
        Assert.True(published.IsBundle);
    }

    /// <summary>Whoever buys all that is shown, in one order or in many, gets it from stock, and the buffers stay.</summary>
    [Fact]
    public void All_that_is_shown_can_be_packed_and_one_more_unit_never_lowers_it()
    {
        var worlds =
            from cups in Gen.Choose(-5, 40).Two()
            from pots in Gen.Choose(-5, 12).Two()
            from units in Gen.Choose(1, 5).Two()
            from withheld in Gen.Choose(0, 6).Two()
            from buffer in Gen.Choose(0, 4)
            from kept in Gen.Choose(0, 4)
            from split in Gen.Elements(true, false)
            from which in Gen.Choose(0, 3)
            select (Cups: new[] { cups.Item1, cups.Item2 }, Pots: new[] { pots.Item1, pots.Item2 }, Units: units, Withheld: withheld, Buffer: buffer, Kept: kept, Split: split, Which: which);

        Prop.ForAll(worlds.ToArbitrary(), world =>
        {
            var terms = Terms() with
            {
                Locations = [new LocationSettings(LocationId.Parse("london"), 1, world.Withheld.Item1), new LocationSettings(LocationId.Parse("leeds"), 2, world.Withheld.Item2)],
                Buffer = new Term(world.Buffer, TermSource.Channel),
                MaySplit = world.Split,
            };
            var shown = Shown(world.Cups, world.Pots);

            // Packing unit by unit from what each location offers is a model with no division in it.
            var packable = 0;
            int[] cups = [.. world.Cups], pots = [.. world.Pots];
            while (packable < shown && Take(cups, world.Units.Item1) && Take(pots, world.Units.Item2))
            {
                packable++;
            }

            var inOnePlace = Enumerable.Range(0, 2).Any(i =>
                Offered(world.Cups, i) >= shown * world.Units.Item1 && Offered(world.Pots, i) >= shown * world.Units.Item2);
            int[] more = [.. world.Cups.Concat(world.Pots).Select((units, i) => i == world.Which ? units + 1 : units)];
            return packable == shown
                && (shown == 0 || cups.Sum() >= world.Kept + (world.Buffer * world.Units.Item1))
                && (world.Split || shown == 0 || inOnePlace)
                && Shown(more[..2], more[2..]) >= shown;

            int Shown(int[] cupsAt, int[] potsAt) => PublishedQuantity.Of(
                Set,
                [new StockPart(world.Units.Item1, Levels("CUP", cupsAt), new Term(world.Kept, TermSource.Item)), new StockPart(world.Units.Item2, Levels("POT", potsAt))],
                terms).Units;

            int Offered(int[] at, int i) => Math.Max(0, at[i] - (i == 0 ? world.Withheld.Item1 : world.Withheld.Item2));

            bool Take(int[] at, int units)
            {
                for (; units > 0; units--)
                {
                    var i = Offered(at, 0) > 0 ? 0 : 1;
                    if (Offered(at, i) == 0)
                    {
                        return false;
                    }

                    at[i]--;
                }

                return true;
            }
        }).QuickCheckThrowOnFailure();
    }

    private static PublishedQuantity Publish(ListingTerms terms, params (int Units, int[] Available)[] parts) =>
        PublishedQuantity.Of(Set, [.. parts.Select((part, i) => new StockPart(part.Units, Levels($"PART-{i}", part.Available)))], terms);

    private static ListingTerms Terms() => ListingTerms.Of(Channel(), [], ItemTerms.None);

    private static SkuLevels Levels(string sku, int[] available) => new(
        Sku.Parse(sku),
        [.. available.Select((units, i) => new LocationLevel(LocationId.Parse(Places[i]), Math.Max(0, units), Math.Max(0, -units)))],
        7);

    private static ChannelSettings Channel() => new()
    {
        Id = ChannelId.Parse("shop"),
        Kind = "bazaar",
        Sync = SyncSchedule.RealTime,
        Locations = [.. Places.Select(place => LocationId.Parse(place))],
        Endpoint = new Uri("https://shop.example.com/"),
    };
}
