using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Imports;
using StockFlow.Items;
using StockFlow.Messaging;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Merchant;

/// <summary>Bundles and items' terms in the whole app, from the API to what the till is told.</summary>
public sealed class BundleTests : IAsyncLifetime
{
    private const string TeaSet = """{"components":[{"sku":"CUP","units":4},{"sku":"POT","units":1}]}""";

    private AppWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await AppWorld.StartAsync();
        await _world.ReceiveAsync("CUP", 20);
        await _world.ReceiveAsync("POT", 3);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_bundle_shows_what_its_components_allow_and_every_change_of_one_reaches_it()
    {
        await ListAsync("SET", "CUP");
        var first = await _world.PutAsync("bundles/set", TeaSet);
        Assert.Equal(200, first.Status);
        await _world.IdleAsync();
        Assert.Equal(3, Shown("SET"));
        Assert.Equal(first, await _world.PutAsync("bundles/SET", TeaSet));

        await _world.ReceiveAsync("POT", 7, "leeds");
        await _world.IdleAsync();
        Assert.Equal(5, Shown("SET"));

        await _world.OrderAsync("1", ("SET", 2), ("CUP", 3));

        Assert.Equal((2, 9), (Shown("SET"), Shown("CUP")));
        var order = await _world.GetAsync("orders/till/1");
        Assert.True(order.Has("""{"outcome":"reserved","lines":[{"sku":"SET","reservedUnits":2,"components":[{"sku":"CUP","units":4},{"sku":"POT","units":1}]},{"sku":"CUP","reservedUnits":3}]}"""), $"{order}");
        Assert.True((await _world.GetAsync("stock/CUP/reservations")).Has("""{"items":[{"order":"till/1","reservedUnits":11}]}"""));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_received_by_somebody_who_did_not_see_its_bundle_yet_is_no_bundle(bool isCutOff)
    {
        // Another process defines it; this one has looked before.
        await _world.Services.GetRequiredService<BundleCatalog>().ReadAsync(AppWorld.Cancellation);
        var other = Other();
        await other.DefineAsync(new Bundle(Sku.Parse("SET"), [new BundleComponent(Sku.Parse("CUP"), 1)]), AppWorld.Cancellation);

        if (isCutOff)
        {
            await _world.Services.GetRequiredService<StockLedger>()
                .ExecuteAsync(new ReceiveUnits("r", Sku.Parse("SET"), LocationId.Parse("london"), 5), AppWorld.Cancellation);
            await _world.Services.GetRequiredService<BundleCatalog>().ReadNewestAsync(AppWorld.Cancellation);
        }

        var answer = await _world.PostAsync("stock/SET/movements", """{"commandId":"r","kind":"receive","location":"london","units":5}""");

        Assert.True(answer.Has("""{"status":200,"position":1,"level":{"onHandUnits":5}}"""), $"{answer}");
        Assert.Equal(404, (await _world.GetAsync("bundles/SET")).Status);
    }

    [Fact]
    public async Task A_file_gives_no_levels_to_what_became_a_bundle_after_it_was_checked()
    {
        var kind = _world.Services.GetServices<ICsvKind>().Single(kind => kind.Name == "stock");
        await _world.PutAsync("bundles/SET", TeaSet);

        var faults = await kind.ApplyAsync(ImportId.Parse("i"), [new CsvRow(2, ["SET", "london", "5", "", ""]), new CsvRow(3, ["CUP", "london", "7", "", ""])], AppWorld.Cancellation);

        Assert.Equal((2, "sku-is-bundle"), (Assert.Single(faults).Line, faults[0].Error));
        Assert.Equal((404, 200), ((await _world.GetAsync("stock/SET")).Status, (await _world.GetAsync("bundles/SET")).Status));
    }

    [Fact]
    public async Task A_bundle_sold_as_it_was_before_is_told_again_when_its_order_changes()
    {
        await ListAsync("SET");
        await _world.ReceiveAsync("JUG", 5);
        await _world.PutAsync("bundles/SET", TeaSet);
        await _world.OrderAsync("1", ("SET", 1));
        await _world.PutAsync("bundles/SET", """{"components":[{"sku":"JUG","units":1}]}""");
        await _world.IdleAsync();
        Assert.Equal(5, Shown("SET"));

        // The till puts back what it had sold; of what the bundle is made now nothing has changed.
        _world.Till.Items["item-SET"] = ("SET", 6);
        _world.Time.Advance(TimeSpan.FromSeconds(2));
        await _world.OrderAsync("1", ("SET", 0));

        Assert.Equal(5, Shown("SET"));
    }

    [Fact]
    public async Task A_deleted_bundle_shows_zero_and_orders_keep_what_they_hold()
    {
        await ListAsync("SET");
        await _world.PutAsync("bundles/SET", TeaSet);
        await _world.OrderAsync("1", ("SET", 1));
        Assert.Equal(2, Shown("SET"));

        Assert.Equal(204, (await _world.DeleteAsync("bundles/SET")).Status);
        Assert.Equal(204, (await _world.DeleteAsync("bundles/SET")).Status);
        await _world.IdleAsync();

        Assert.Equal(0, Shown("SET"));
        Assert.Equal((404, "unknown-bundle"), await StatusAsync(_world.GetAsync("bundles/SET")));
        _world.Time.Advance(TimeSpan.FromSeconds(2));
        await _world.OrderAsync("1", ("SET", 2));
        Assert.True((await _world.GetAsync("stock/CUP/reservations")).Has("""{"items":[{"order":"till/1","reservedUnits":8}]}"""));
        await _world.OrderAsync("2", ("SET", 1));
        Assert.True((await _world.GetAsync("orders/till/2")).Has("""{"outcome":"quarantined"}"""));
    }

    [Fact]
    public async Task Defining_a_bundle_lets_the_orders_go_on_that_wait_for_its_sku()
    {
        await _world.OrderAsync("1", ("SET", 2), ("POT", 1));
        Assert.True((await _world.GetAsync("orders/till/1")).Has("""{"outcome":"quarantined"}"""));

        await _world.PutAsync("bundles/SET", TeaSet);
        await _world.IdleAsync();

        var order = await _world.GetAsync("orders/till/1");
        Assert.True(order.Has("""{"outcome":"reserved","lines":[{"sku":"SET","reservedUnits":2},{"sku":"POT","reservedUnits":1}]}"""), $"{order}");
        Assert.Empty((await _world.GetAsync("quarantine")).Items);
    }

    [Fact]
    public async Task A_bundles_number_is_explained_by_its_components_also_once_it_is_retired()
    {
        await ListAsync("SET");
        await _world.PutAsync("bundles/SET", TeaSet);
        await _world.IdleAsync();

        var sold = await _world.GetAsync("stock/SET/explain?channel=till");
        Assert.True(sold.Has("""{"publishedUnits":3,"parts":[{"sku":"CUP","unitsEach":4,"allowedUnits":5},{"sku":"POT","unitsEach":1,"allowedUnits":3}]}"""), $"{sold}");

        await _world.DeleteAsync("bundles/SET");
        var retired = await _world.GetAsync("stock/SET/explain?channel=till");
        Assert.True(retired.Has("""{"publishedUnits":0,"parts":[]}"""), $"{retired}");
    }

    [Fact]
    public async Task A_component_that_is_short_is_short_on_the_bundle_and_a_cancel_gives_all_back()
    {
        await _world.PutAsync("bundles/SET", TeaSet);

        await _world.OrderAsync("1", ("SET", 4));
        Assert.True((await _world.GetAsync("orders/till/1")).Has("""{"outcome":"short","lines":[{"reservedUnits":3,"shortUnits":1}]}"""));
        _world.Time.Advance(TimeSpan.FromSeconds(2));
        await _world.DeliverAsync(_world.OrderBody("1", ("SET", 4)).Replace("\"open\"", "\"cancelled\"", StringComparison.Ordinal));
        await _world.IdleAsync();

        Assert.True((await _world.GetAsync("stock/CUP")).Has("""{"locations":[{"onHandUnits":20,"reservedUnits":0}]}"""));
        Assert.True((await _world.GetAsync("stock/POT")).Has("""{"locations":[{"onHandUnits":3,"reservedUnits":0}]}"""));
    }

    [Theory]
    [InlineData("SET", """{"components":[]}""", 400, "invalid-bundle")]
    [InlineData("SET", "{}", 400, "invalid-bundle")]
    [InlineData("SET", """{"components":[{"sku":"CUP","units":1},{"sku":"cup","units":1}]}""", 400, "invalid-bundle")]
    [InlineData("SET", """{"components":[{"sku":"set","units":1}]}""", 400, "invalid-bundle")]
    [InlineData("SET", """{"components":[{"units":1}]}""", 400, "invalid-sku")]
    [InlineData("SET", """{"components":[null]}""", 400, "invalid-sku")]
    [InlineData("SET", """{"components":[{"sku":"CUP"}]}""", 400, "invalid-units")]
    [InlineData("SET", """{"components":[{"sku":"CUP","units":0}]}""", 400, "invalid-units")]
    [InlineData("SET", """{"components":[{"sku":"CUP","units":-1}]}""", 400, "invalid-units")]
    [InlineData("SET", """{"components":[{"sku":"CUP","units":1.5}]}""", 400, "invalid-units")]
    [InlineData("SET", """{"components":[{"sku":"CUP","units":10001}]}""", 400, "invalid-units")]
    [InlineData("SET", """{"parts":[]}""", 400, "invalid-body")]
    [InlineData("SET", """{"components":[{"sku":"LAMP","units":1}]}""", 404, "unknown-sku")]
    [InlineData("POT", """{"components":[{"sku":"CUP","units":1}]}""", 409, "bundle-has-stock")]
    public async Task What_is_no_bundle_is_refused_and_nothing_is_changed(string sku, string body, int status, string error)
    {
        Assert.Equal((status, error), await StatusAsync(_world.PutAsync($"bundles/{sku}", body)));

        Assert.Empty((await _world.GetAsync("bundles")).Items);
    }

    [Fact]
    public async Task A_bundle_neither_holds_bundles_nor_takes_units_of_its_own()
    {
        await _world.PutAsync("bundles/SET", TeaSet);

        Assert.Equal((409, "bundle-nested"), await StatusAsync(_world.PutAsync("bundles/BOX", """{"components":[{"sku":"SET","units":1}]}""")));
        foreach (var kind in new[] { "receive", "safetyStock", "incoming" })
        {
            var body = $$"""{"commandId":"1","kind":"{{kind}}","location":"london","units":1}""";
            Assert.Equal((409, "sku-is-bundle"), await StatusAsync(_world.PostAsync("stock/SET/movements", body)));
        }

        Assert.Equal((404, "unknown-sku"), await StatusAsync(_world.GetAsync("stock/SET")));
    }

    [Fact]
    public async Task A_change_is_announced_once_more_later_whatever_becomes_of_its_sender()
    {
        await _world.IdleAsync();
        var now = _world.Time.GetUtcNow();

        await _world.PutAsync("bundles/SET", TeaSet);
        await _world.PutAsync("items/LAMP", """{"cap":1}""");
        await _world.IdleAsync();

        await using var receiver = _world.Services.GetRequiredService<ServiceBusClient>().CreateReceiver(QueueNames.StockChanges);
        var waiting = await receiver.PeekMessagesAsync(20, cancellationToken: AppWorld.Cancellation);
        var later = waiting.Where(message => message.ScheduledEnqueueTime > now).Select(message => MessageBody.Read<StockChanged>(message.Body).Sku.Value);
        Assert.Superset(new HashSet<string> { "SET", "LAMP" }, later.ToHashSet());
    }

    [Fact]
    public async Task Terms_of_an_item_reach_its_listings_and_those_of_its_bundles()
    {
        await ListAsync("CUP", "SET");
        await _world.PutAsync("bundles/SET", TeaSet);
        await _world.PutAsync("items/CUP", """{"buffer":10}""");
        await _world.IdleAsync();
        Assert.Equal((10, 2), (Shown("CUP"), Shown("SET")));

        await _world.PutAsync("items/CUP/channels/till", """{"buffer":0,"cap":5}""");
        await _world.PutAsync("items/SET", """{"minimum":4}""");
        await _world.IdleAsync();
        Assert.Equal((5, 0), (Shown("CUP"), Shown("SET")));

        await _world.PutAsync("items/CUP", "{}");
        await _world.PutAsync("items/CUP/channels/till", "{}");
        var item = await _world.PutAsync("items/SET", "{}");
        await _world.IdleAsync();
        Assert.Equal((20, 3), (Shown("CUP"), Shown("SET")));
        Assert.Equal("""{"sku":"SET","channels":[]}""", item.Text);
    }

    [Theory]
    [InlineData("""{"buffer":-1}""", "invalid-terms")]
    [InlineData("""{"buffer":1.5}""", "invalid-terms")]
    [InlineData("""{"share":0}""", "invalid-terms")]
    [InlineData("""{"share":101}""", "invalid-terms")]
    [InlineData("""{"cap":"5"}""", "invalid-terms")]
    [InlineData("""{"minimum":1000001}""", "invalid-terms")]
    [InlineData("""{"backorderLimit":-1}""", "invalid-terms")]
    [InlineData("""{"backorderEta":"soon"}""", "invalid-terms")]
    [InlineData("""{"releaseAt":5}""", "invalid-terms")]
    [InlineData("""{"preorderLimit":5}""", "invalid-terms")]
    [InlineData("""{"unitCost":-0.01}""", "invalid-terms")]
    [InlineData("""{"bufer":1}""", "invalid-body")]
    public async Task What_are_no_terms_are_refused_and_nothing_is_changed(string body, string error)
    {
        Assert.Equal((400, error), await StatusAsync(_world.PutAsync("items/CUP", body)));

        Assert.Equal("""{"sku":"CUP","channels":[]}""", (await _world.GetAsync("items/CUP")).Text);
        Assert.Equal((404, "unknown-channel"), await StatusAsync(_world.PutAsync("items/CUP/channels/nowhere", "{}")));
    }

    /// <summary>As another process has it.</summary>
    private BundleService Other()
    {
        var services = _world.Services;
        var options = services.GetRequiredService<ItemOptions>();
        return new BundleService(
            new BundleCatalog(services.GetRequiredService<ItemTables>(), options, _world.Time),
            services.GetRequiredService<StockLedger>(),
            services.GetRequiredService<StockAnnouncer>(),
            services.GetRequiredService<QuarantineRelease>(),
            options,
            _world.Time);
    }

    private static async Task<(int Status, string? Error)> StatusAsync(Task<ApiAnswer> answer) => ((await answer).Status, (await answer).Error);

    private int? Shown(string sku) => _world.Till.Items.Values.FirstOrDefault(item => item.Sku == sku).Units;

    private async Task ListAsync(params string[] skus)
    {
        foreach (var sku in skus)
        {
            _world.Till.Items[$"item-{sku}"] = (sku, 0);
        }

        await _world.PostAsync("channels/till/listings/import");
        await _world.IdleAsync();
    }
}
