using FsCheck;
using FsCheck.Fluent;
using StockFlow.Channels;
using StockFlow.Items;
using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Channels;

public sealed class PublishedQuantityTests
{
    [Theory]
    [InlineData(10, 0, 100, null, 10)]
    [InlineData(10, 3, 100, null, 7)]
    [InlineData(10, 3, 50, null, 3)]
    [InlineData(10, 0, 100, 4, 4)]
    [InlineData(10, 0, 100, 0, 0)]
    [InlineData(2, 3, 100, null, 0)]
    [InlineData(-5, 0, 100, null, 0)]
    [InlineData(1, 0, 99, null, 0)]
    public void Buffer_then_share_then_cap_and_never_below_zero(int available, int buffer, int share, int? cap, int expected)
    {
        var levels = Levels(("london", available));

        var published = Published(levels, Settings(["london"], buffer, share, cap));

        Assert.Equal(expected, published.Units);
        Assert.Equal(available, published.AvailableUnits);
    }

    [Fact]
    public void Only_the_channels_own_locations_count()
    {
        var levels = Levels(("leeds", 4), ("london", 0));

        Assert.Equal(4, Published(levels, Settings(["london", "leeds"])).Units);
        Assert.Equal(0, Published(levels, Settings(["london"])).Units);
        Assert.Equal(0, Published(levels, Settings(["york"])).Units);
    }

    [Fact]
    public void The_number_is_within_its_bounds_and_never_falls_when_stock_rises()
    {
        var numbers =
            from available in Gen.Choose(-1000, 1000)
            from more in Gen.Choose(0, 1000)
            from buffer in Gen.Choose(0, 50)
            from share in Gen.Choose(1, 100)
            from cap in Gen.OneOf(Gen.Constant((int?)null), Gen.Choose(0, 500).Select(value => (int?)value))
            select (available, more, buffer, share, cap);

        Prop.ForAll(numbers.ToArbitrary(), given =>
        {
            var settings = Settings(["london"], given.buffer, given.share, given.cap);
            var units = Published(Levels(("london", given.available)), settings).Units;
            var richer = Published(Levels(("london", given.available + given.more)), settings).Units;
            return units >= 0 && units <= Math.Max(0, given.available - given.buffer) && units <= (given.cap ?? int.MaxValue) && richer >= units;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Sums_beyond_an_integer_do_not_wrap_around()
    {
        var levels = Levels(("leeds", int.MaxValue), ("london", int.MaxValue));

        Assert.Equal(int.MaxValue, Published(levels, Settings(["london", "leeds"])).Units);
    }

    private static PublishedQuantity Published(SkuLevels levels, ChannelSettings channel) =>
        PublishedQuantity.Of(levels.Sku, [new StockPart(1, levels)], ListingTerms.Of(channel, [], ItemTerms.None));

    private static SkuLevels Levels(params (string Location, int Available)[] levels) =>
        new(
            Sku.Parse("85123A"),
            [.. levels.Select(level => new LocationLevel(
                LocationId.Parse(level.Location), Math.Max(0, level.Available), Math.Max(0, -level.Available)))],
            7);

    private static ChannelSettings Settings(string[] locations, int buffer = 0, int share = 100, int? cap = null) => new()
    {
        Id = ChannelId.Parse("shop"),
        Kind = "bazaar",
        Sync = SyncSchedule.RealTime,
        Locations = [.. locations.Select(location => LocationId.Parse(location))],
        BufferUnits = buffer,
        SharePercent = share,
        CapUnits = cap,
        Endpoint = new Uri("https://shop.example.com/"),
    };
}
