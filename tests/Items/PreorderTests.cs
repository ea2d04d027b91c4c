using Microsoft.Extensions.DependencyInjection;
using StockFlow.Items;
using StockFlow.Stock;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Items;

/// <summary>Items that may be sold before they are there, from the API to what the till is told.</summary>
public sealed class PreorderTests
{
    [Fact]
    public async Task What_may_still_be_pre_ordered_is_shown_until_the_release_and_explained()
    {
        await using var world = await AppWorld.StartAsync(("StockFlowShortfallSchedule", "0 0 0 1 1 *"));
        await ListAsync(world);
        await world.PutAsync("items/CHAIR", $$"""{"releaseAt":"{{world.Time.GetUtcNow().AddMinutes(30):O}}","preorderLimit":10}""");
        await world.IdleAsync();
        var before = Shown(world);
        await world.OrderAsync("1", ("CHAIR", 4));
        var between = Shown(world);
        var explained = await world.GetAsync("stock/CHAIR/explain?channel=till");
        await world.OrderAsync("2", ("CHAIR", 7));
        var order = await world.GetAsync("orders/till/2");

        world.Time.Advance(TimeSpan.FromMinutes(30));
        await world.IdleAsync();

        Assert.Equal((10, 6, 0), (before, between, Shown(world)));
        Assert.True(order.Has("""{"outcome":"short","lines":[{"preorderedUnits":6,"shortUnits":1}]}"""), order.Text);
        Assert.True(explained.Has("""
            {"availableUnits":-4,"allowedUnits":6,"publishedUnits":6,
             "parts":[{"backorderAllowance":{"value":10,"source":"item"},"allowedUnits":6,"locations":[{"terms":[{"units":0},{"units":4},{"units":0}]}]}]}
            """), explained.Text);
        Assert.NotNull(explained.Json["parts"]![0]!["releaseAt"]);
    }

    [Fact]
    public async Task At_the_release_the_number_falls_by_itself_though_nobody_has_ordered()
    {
        await using var world = await AppWorld.StartAsync(("StockFlowShortfallSchedule", "0 0 0 1 1 *"));
        await ListAsync(world);
        await world.PutAsync("items/CHAIR", $$"""{"releaseAt":"{{world.Time.GetUtcNow().AddMinutes(30):O}}","preorderLimit":10}""");
        await world.IdleAsync();
        world.Time.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(1));
        await world.IdleAsync();
        var before = Shown(world);

        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.IdleAsync();

        Assert.Equal((10, 0), (before, Shown(world)));
    }

    [Fact]
    public async Task A_release_whose_announcement_was_lost_is_found_once_by_the_timer()
    {
        await using var world = await AppWorld.StartAsync(("StockFlowShortfallSchedule", "0 0 0 1 1 *"));
        await ListAsync(world);
        var releaseAt = world.Time.GetUtcNow().AddMinutes(30);
        await world.Services.GetRequiredService<ItemCatalog>().ChangeAsync(
            Sku.Parse("CHAIR"), terms => terms with { ReleaseAt = releaseAt, PreorderLimitUnits = 10 }, AppWorld.Cancellation);
        var released = world.Services.GetRequiredService<ReleasedItems>();

        var early = await released.AnnounceAsync(AppWorld.Cancellation);
        await world.ReceiveAsync("CHAIR", 1);
        await world.IdleAsync();
        var before = Shown(world);
        world.Time.Advance(TimeSpan.FromMinutes(30));
        var found = await released.AnnounceAsync(AppWorld.Cancellation);
        var again = await released.AnnounceAsync(AppWorld.Cancellation);
        await world.IdleAsync();

        Assert.Equal((0, 1, 0), (early, found, again));
        Assert.Equal((11, 1), (before, Shown(world)));
    }

    [Theory]
    [InlineData("true", 5)]
    [InlineData("false", 0)]
    public async Task What_may_be_backordered_is_shown_unless_the_channel_is_not_to(string show, int expected)
    {
        await using var world = await AppWorld.StartAsync(
            ("StockFlow:Channels:till:BackorderLimit", "5"), ("StockFlow:Channels:till:ShowBackorders", show));

        await ListAsync(world);
        var shown = Shown(world);
        await world.OrderAsync("1", ("CHAIR", 5));

        Assert.Equal((expected, 0), (shown, Shown(world)));
        Assert.True((await world.GetAsync("orders/till/1")).Has("""{"outcome":"backordered","lines":[{"backorderedUnits":5}]}"""));
    }

    private static async Task ListAsync(AppWorld world)
    {
        world.Till.Items["item-1"] = ("CHAIR", 0);
        await world.ReceiveAsync("CHAIR", 0);
        await world.PostAsync("channels/till/listings/import");
        await world.IdleAsync();
    }

    private static int Shown(AppWorld world) => world.Till.Items["item-1"].Units;
}
