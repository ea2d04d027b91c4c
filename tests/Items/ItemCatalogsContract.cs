using Azure.Data.Tables;
using StockFlow.Channels;
using StockFlow.Items;
using StockFlow.Stock;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Items;

/// <summary>Bundles and items' terms as several processes know them, on any table service.</summary>
public abstract class ItemCatalogsContract : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly ItemOptions _options = new();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await OpenAsync();
        await Tables().CreateAsync(Cancellation);
    }

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task A_change_is_seen_at_once_here_and_after_the_lifetime_elsewhere()
    {
        var (here, there) = (Bundles(), Bundles());
        Assert.False((await there.ReadAsync(Cancellation)).TryFind(Sku.Parse("SET"), out _));

        await DefineAsync(here, "SET", ("CUP", 4));

        Assert.True((await here.ReadAsync(Cancellation)).TryFind(Sku.Parse("SET"), out _));
        Assert.False((await there.ReadAsync(Cancellation)).TryFind(Sku.Parse("SET"), out _));
        Assert.True((await there.ReadNewestAsync(Cancellation)).TryFind(Sku.Parse("SET"), out _));
        await DefineAsync(here, "SET", ("CUP", 6));
        _time.Advance(_options.CacheLifetime);
        Assert.Equal([new BundleComponent(Sku.Parse("CUP"), 6)], Find(await there.ReadAsync(Cancellation), "SET").Components);
        Assert.Equal(["SET"], (await there.ReadAsync(Cancellation)).With(Sku.Parse("CUP")).Select(sku => sku.Value));
    }

    [Fact]
    public async Task A_process_that_reads_along_misses_nothing()
    {
        var (here, there, items) = (Bundles(), Bundles(), Items());
        for (var i = 1; i <= 12; i++)
        {
            await DefineAsync(here, $"SET-{i % 7}", ("CUP", i));

            Assert.Equal(i, Find(await there.ReadNewestAsync(Cancellation), $"SET-{i % 7}").Components[0].Units);
            await Items().ChangeAsync(Sku.Parse("CHAIR"), before => before with { PreorderLimitUnits = i }, Cancellation);
            Assert.Equal(i, (await items.ReadNewestAsync(Sku.Parse("CHAIR"), Cancellation)).PreorderLimitUnits);
        }
    }

    [Fact]
    public async Task What_did_not_change_is_not_made_anew()
    {
        var bundles = Bundles();
        await DefineAsync(bundles, "SET", ("CUP", 4));
        var before = await bundles.ReadAsync(Cancellation);

        _time.Advance(_options.CacheLifetime);

        Assert.Same(before, await bundles.ReadAsync(Cancellation));
    }

    [Fact]
    public async Task Bundles_defined_by_many_at_once_are_all_there()
    {
        var processes = Enumerable.Range(0, 8).Select(_ => Bundles()).ToList();

        await Task.WhenAll(processes.Select((process, i) => DefineAsync(process, $"SET-{i}", ("CUP", i + 1))));

        var all = (await Bundles().ReadAsync(Cancellation)).All.Select(bundle => $"{bundle.Sku}:{bundle.Components[0].Units}");
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"SET-{i}:{i + 1}"), all);
    }

    [Fact]
    public async Task Of_two_that_would_hold_each_other_only_one_comes_to_be()
    {
        for (var round = 0; round < 10; round++)
        {
            var (inner, outer) = ($"INNER-{round}", $"OUTER-{round}");

            var outcomes = await Task.WhenAll(
                DefineAsync(Bundles(), inner, ("CUP", 1)),
                DefineAsync(Bundles(), outer, (inner, 1)));

            Assert.Single(outcomes, outcome => outcome is BundleOutcome.Done);
            Assert.Single(outcomes, outcome => outcome is BundleOutcome.Nested);
        }
    }

    [Fact]
    public async Task Defining_the_same_again_writes_nothing_and_retiring_twice_is_the_same_as_once()
    {
        var bundles = Bundles();
        await DefineAsync(bundles, "SET", ("CUP", 4));
        var before = await bundles.ReadNewestAsync(Cancellation);

        await DefineAsync(bundles, "SET", ("CUP", 4));
        Assert.Same(before, await bundles.ReadNewestAsync(Cancellation));

        for (var i = 0; i < 2; i++)
        {
            var retired = await bundles.ChangeAsync(Sku.Parse("SET"), set => BundleRules.Retire(set, Sku.Parse("SET")), Cancellation);
            Assert.True(Assert.IsType<BundleOutcome.Done>(retired).Bundle.IsRetired);
        }

        var after = await Bundles().ReadAsync(Cancellation);
        Assert.True(after.IsRetired(Sku.Parse("SET")));
        Assert.Empty(after.All);
        Assert.Empty(after.With(Sku.Parse("CUP")));
        Assert.IsType<BundleOutcome.Unknown>(
            await bundles.ChangeAsync(Sku.Parse("NONE"), set => BundleRules.Retire(set, Sku.Parse("NONE")), Cancellation));
    }

    [Fact]
    public async Task A_bundle_can_become_a_component_only_once_it_is_retired()
    {
        var bundles = Bundles();
        await DefineAsync(bundles, "SET", ("CUP", 4));

        Assert.Equal(
            new BundleOutcome.Nested(Sku.Parse("SET"), Sku.Parse("CUP")), await DefineAsync(bundles, "CUP", ("CLAY", 1)));
        Assert.Equal(
            new BundleOutcome.Nested(Sku.Parse("BIG"), Sku.Parse("SET")), await DefineAsync(bundles, "BIG", ("SET", 1)));
        await bundles.ChangeAsync(Sku.Parse("SET"), set => BundleRules.Retire(set, Sku.Parse("SET")), Cancellation);
        Assert.IsType<BundleOutcome.Done>(await DefineAsync(bundles, "BIG", ("SET", 1)));
    }

    [Fact]
    public async Task Terms_of_an_item_survive_being_stored_and_changes_of_many_are_all_kept()
    {
        var sku = Sku.Parse("CHAIR/1");
        var full = new ItemTerms
        {
            AllChannels = new ItemChannelTerms { BufferUnits = 1, SharePercent = 2, CapUnits = 3, MinimumUnits = 4 },
            BackorderLimitUnits = 5,
            BackorderEta = _time.GetUtcNow(),
            ReleaseAt = _time.GetUtcNow().AddDays(1),
            PreorderLimitUnits = 6,
            UnitCost = 7.25m,
            Price = 12.9500m,
            PriceRevision = 8,
        };

        await Items().ChangeAsync(sku, _ => full, Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Items().ChangeAsync(
            sku, before => before.On(ChannelId.Parse($"shop-{i}"), new ItemChannelTerms { CapUnits = i }), Cancellation)));

        var items = Items();
        var read = await items.ReadAsync(sku, Cancellation);
        Assert.Equal(full, read with { Channels = full.Channels });
        Assert.Equal(Enumerable.Range(0, 6).Select(i => (int?)i), read.Channels.OrderBy(pair => pair.Key).Select(pair => pair.Value.CapUnits));
        Assert.Equal(ItemTerms.None, await items.ReadAsync(Sku.Parse("TABLE"), Cancellation));
        Assert.Equal([sku], (await items.ReadAllAsync(Cancellation)).Select(pair => pair.Key));
    }

    [Fact]
    public async Task Terms_that_are_taken_back_are_as_if_never_set()
    {
        var items = Items();
        await items.ChangeAsync(Sku.Parse("CHAIR"), before => before.On(ChannelId.Parse("shop"), new ItemChannelTerms { CapUnits = 1 }), Cancellation);

        await items.ChangeAsync(Sku.Parse("CHAIR"), before => before.On(ChannelId.Parse("shop"), ItemChannelTerms.None), Cancellation);

        Assert.True((await Items().ReadAsync(Sku.Parse("CHAIR"), Cancellation)).IsEmpty);
        Assert.Empty(await items.ReadAllAsync(Cancellation));
    }

    /// <summary>Opens a service without any bundles or terms.</summary>
    protected abstract ValueTask OpenAsync();

    /// <summary>A client as one process has it.</summary>
    protected abstract TableServiceClient Service();

    private static Bundle Find(BundleSet bundles, string sku) => bundles.TryFind(Sku.Parse(sku), out var bundle) ? bundle : throw new KeyNotFoundException(sku);

    private static Task<BundleOutcome> DefineAsync(BundleCatalog bundles, string sku, params (string Sku, int Units)[] components)
    {
        var bundle = new Bundle(Sku.Parse(sku), [.. components.Select(part => new BundleComponent(Sku.Parse(part.Sku), part.Units))]);
        return bundles.ChangeAsync(bundle.Sku, set => BundleRules.Define(set, bundle), Cancellation);
    }

    private ItemTables Tables() => new(Service());

    private BundleCatalog Bundles() => new(Tables(), _options, _time);

    private ItemCatalog Items() => new(Tables(), _options, _time);
}
