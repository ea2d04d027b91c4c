using StockFlow.Channels;
using StockFlow.Channels.Listings;
using Xunit;
using static StockFlow.Tests.Channels.ChannelWorld;

namespace StockFlow.Tests.Channels;

public sealed class ListingImportTests
{
    [Fact]
    public async Task Items_are_matched_by_sku_whatever_its_case_and_the_others_are_counted()
    {
        await using var world = await CreateAsync();
        world.SetLevel(1, 10);

        var import = await ImportAsync(
            world,
            new ListedItem("a", "sku-1", 4),
            new ListedItem("b", null, 4),
            new ListedItem("c", "SKU-2", 4),
            new ListedItem("d", "bad\tone", 4));

        Assert.Equal(new ListingImport(Matched: 1, Unmatched: 3, Added: 2, ToBePublished: 2), import);
        await world.SettleAsync();
        var push = Assert.Single(Assert.Single(world.Shop.Calls).Pushes);
        Assert.Equal(("a", 10, 4), (push.Reference, push.QuantityUnits, push.ExpectedUnits));
    }

    [Fact]
    public async Task A_sku_listed_at_several_places_is_told_at_each()
    {
        await using var world = await CreateAsync();
        world.SetLevel(1, 10);
        await ImportAsync(world, new ListedItem("a", "SKU-1", 10), new ListedItem("b", "SKU-1", 3));

        await world.SettleAsync();
        Assert.Equal(["b"], world.Shop.Calls.SelectMany(call => call.Pushes).Select(push => push.Reference));
        await world.ChangeAsync(1, 6);
        await world.DrainAsync();

        Assert.Equal((6, 6), (world.Shop.Units["a"], world.Shop.Units["b"]));
    }

    [Fact]
    public async Task Importing_the_same_again_changes_and_sends_nothing()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(3, 10);

        var import = await world.Get<ListingImporter>().ImportPageAsync(world.Channel, null, Cancellation);
        await world.SettleAsync();

        Assert.Equal(new ListingImport(3, 0, 0, 0), import.Import);
        Assert.Empty(world.Shop.Calls);
    }

    [Fact]
    public async Task A_number_that_drifted_on_the_channel_is_healed_by_an_import()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(3, 10);
        world.Shop.Units[ReferenceOf(2)] = 99;

        await world.Get<ListingImporter>().ImportPageAsync(world.Channel, null, Cancellation);
        await world.SettleAsync();

        Assert.Equal(10, world.Shop.Units[ReferenceOf(2)]);
        Assert.All(world.Shop.Calls.SelectMany(call => call.Pushes), push => Assert.Equal((ReferenceOf(2), 10), (push.Reference, push.QuantityUnits)));
    }

    [Fact]
    public async Task An_import_that_dies_at_any_step_and_runs_again_tells_every_number()
    {
        for (var step = 0; ; step++)
        {
            await using var world = await CreateAsync();
            foreach (var number in Enumerable.Range(1, 3))
            {
                world.SetLevel(number, 10 + number);
                world.Shop.Units[ReferenceOf(number)] = 1;
                world.Shop.Skus[ReferenceOf(number)] = SkuOf(number).Value;
            }

            var hasDied = false;
            world.Crashes.CrashAt(step);
            try
            {
                await world.Get<ListingImporter>().ImportPageAsync(world.Channel, null, Cancellation);
            }
            catch (SimulatedCrashException)
            {
                hasDied = true;
            }

            world.Restart();
            await world.DrainAsync();
            await world.Get<ListingImporter>().ImportPageAsync(world.Channel, null, Cancellation);
            await world.SettleAsync();

            Assert.Equal([11, 12, 13], Enumerable.Range(1, 3).Select(number => world.Shop.Units[ReferenceOf(number)]));
            if (!hasDied)
            {
                Assert.True(step >= 4);
                return;
            }
        }
    }

    [Fact]
    public async Task Listings_are_read_page_by_page()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(5, 10);
        var store = world.Get<ListingStore>();

        var (first, _, token) = await store.ReadPageAsync(world.Channel, null, 3, Cancellation);
        var (second, _, end) = await store.ReadPageAsync(world.Channel, token, 3, Cancellation);

        Assert.Equal(["SKU-1", "SKU-2", "SKU-3", "SKU-4", "SKU-5"], first.Concat(second).Select(listing => listing.Sku.Value));
        Assert.Null(end);
    }

    private static Task<ListingImport> ImportAsync(ChannelWorld world, params ListedItem[] items) =>
        world.Get<ListingImporter>().UpsertAsync(world.Channel, items, Cancellation);
}
