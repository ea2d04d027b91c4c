using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Merchant;

public sealed class OrderTests : IAsyncLifetime
{
    private AppWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await AppWorld.StartAsync(("StockFlow:Channels:till:BackorderLimit", "2"));

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task An_order_shows_what_became_of_each_line()
    {
        await _world.ReceiveAsync("CHAIR", 10);
        await _world.ReceiveAsync("TABLE", 1);

        await _world.OrderAsync("1", ("chair", 4), ("TABLE", 3));

        var order = await _world.GetAsync("orders/till/1");
        Assert.True(order.Has("""
            {"order":"till/1","state":"open","outcome":"backordered","revision":1,"lines":[
              {"line":"1","sku":"chair","openUnits":4,"reservedUnits":4,"backorderedUnits":0,"shortUnits":0},
              {"line":"2","sku":"TABLE","openUnits":3,"reservedUnits":3,"backorderedUnits":2,"shortUnits":0}]}
            """), $"{order}");
    }

    [Fact]
    public async Task Orders_are_listed_by_outcome()
    {
        await _world.ReceiveAsync("CHAIR", 10);
        await _world.OrderAsync("1", ("CHAIR", 4));
        await _world.OrderAsync("2", ("CHAIR", 7));
        await _world.OrderAsync("3", ("CHAIR", 7));
        await _world.OrderAsync("4", ("LAMP", 1));

        Assert.Equal(["till/1"], await IdsAsync("outcome=reserved"));
        Assert.Equal(["till/2"], await IdsAsync("outcome=backordered"));
        Assert.Equal(["till/3"], await IdsAsync("outcome=Short"));
        Assert.Equal(["till/4"], await IdsAsync("outcome=quarantined"));
        Assert.Empty(await IdsAsync("outcome=inWork"));
        Assert.Equal(["till/1", "till/2", "till/3", "till/4"], (await IdsAsync("")).Order());
    }

    [Fact]
    public async Task Orders_are_listed_page_by_page_without_gap_or_repeat()
    {
        await _world.ReceiveAsync("CHAIR", 100);
        foreach (var id in Enumerable.Range(1, 25))
        {
            await _world.DeliverAsync(_world.OrderBody($"{id}", ("CHAIR", 1)));
        }

        await _world.IdleAsync();

        var found = new List<string>();
        string? next = null;
        do
        {
            var page = await _world.GetAsync($"orders/till?top=4{(next is null ? "" : $"&after={Uri.EscapeDataString(next)}")}");
            found.AddRange(page.Items.Select(order => order!["order"]!.GetValue<string>()));
            next = page.Json["next"]?.GetValue<string>();
        }
        while (next is not null);

        Assert.Equal(Enumerable.Range(1, 25).Select(id => $"till/{id}").Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_order_id_may_have_a_slash()
    {
        await _world.ReceiveAsync("CHAIR", 1);

        await _world.OrderAsync("2026/7", ("CHAIR", 1));

        Assert.True((await _world.GetAsync("orders/till/2026%2F7")).Has("""{"order":"till/2026/7","outcome":"reserved"}"""));
    }

    [Fact]
    public async Task A_line_of_an_unknown_sku_waits_in_sight_and_goes_on_once_it_is_received()
    {
        await _world.ReceiveAsync("CHAIR", 10);
        await _world.OrderAsync("1", ("CHAIR", 4), ("lamp", 2));

        Assert.True((await _world.GetAsync("orders/till/1")).Has(
            """{"outcome":"quarantined","lines":[{"reservedUnits":4},{"sku":"lamp","reservedUnits":0,"quarantine":"unknownSku"}]}"""));
        Assert.True((await _world.GetAsync("quarantine")).Has("""{"items":[{"order":"till/1","sku":"LAMP","reason":"unknownSku"}]}"""));

        await _world.ReceiveAsync("LAMP", 5, "leeds");
        await _world.IdleAsync();

        Assert.True((await _world.GetAsync("orders/till/1")).Has(
            """{"outcome":"reserved","lines":[{"reservedUnits":4},{"sku":"lamp","reservedUnits":2}]}"""));
        Assert.Empty((await _world.GetAsync("quarantine")).Items);
        Assert.True((await _world.GetAsync("stock/LAMP")).Has("""{"locations":[{"location":"leeds","reservedUnits":2}]}"""));
    }

    [Fact]
    public async Task The_quarantine_is_listed_page_by_page()
    {
        foreach (var id in Enumerable.Range(1, 5))
        {
            await _world.OrderAsync($"{id}", ($"LAMP-{id % 2}", 1));
        }

        var first = await _world.GetAsync("quarantine?top=3");
        var second = await _world.GetAsync($"quarantine?top=3&after={first.Json["next"]}");

        Assert.Equal(
            ["till/2", "till/4", "till/1", "till/3", "till/5"],
            first.Items.Concat(second.Items).Select(entry => entry!["order"]!.GetValue<string>()));
        Assert.Null(second.Json["next"]);
    }

    private async Task<List<string>> IdsAsync(string query) =>
        [.. (await _world.GetAsync($"orders/till?{query}")).Items.Select(order => order!["order"]!.GetValue<string>())];
}
