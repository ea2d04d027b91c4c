using System.Text.Json.Nodes;
using Azure;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Storage;
using StockFlow.Storage.Ledger;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Merchant;

public sealed class ExplainTests : IAsyncLifetime
{
    private AppWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await AppWorld.StartAsync(
        ("StockFlow:Channels:till:Buffer", "2"), ("StockFlow:Channels:till:Share", "50"), ("StockFlow:Channels:till:BackorderLimit", "5"));

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Every_term_from_on_hand_to_the_published_number_is_there_with_the_entries_behind_it()
    {
        _world.Till.Items["item-1"] = ("CHAIR", 0);
        await _world.ReceiveAsync("CHAIR", 10);
        await _world.ReceiveAsync("CHAIR", 6, "leeds");
        await _world.PostAsync("stock/CHAIR/movements", """{"commandId":"s","kind":"safetyStock","location":"london","units":1,"actor":"anna","reason":"display"}""");
        await _world.PostAsync("channels/till/listings/import");
        await _world.IdleAsync();
        await _world.OrderAsync("1001", ("CHAIR", 3));

        var explained = await _world.GetAsync("stock/CHAIR/explain?channel=till");

        // 10 − 3 − 1 in london and 6 in leeds, 5 may be backordered, 2 withheld, half of the rest.
        Assert.True(explained.Has("""
            {"availableUnits":12,"allowedUnits":17,"buffer":{"value":2,"source":"channel"},"sharePercent":{"value":50},"sharedUnits":7,"publishedUnits":7,
             "parts":[{"sku":"CHAIR","unitsEach":1,"position":4,"openingPosition":0,"isProven":true,"otherHeldUnits":0,"waitingOrders":0,
               "backorderAllowance":{"value":5,"source":"channel"},"allowedUnits":17,
               "locations":[{"location":"london","availableUnits":6,"offeredUnits":6,
                 "terms":[{"term":"onHand","units":10,"openingUnits":0,"changes":1,"positions":[1],"lastChange":{"position":1,"kind":"received"}},
                 {"term":"reserved","units":3,"positions":[4],"lastChange":{"position":4,"kind":"reservationSet","order":"till/1001"}},
                 {"term":"safetyStock","units":1,"positions":[3],"lastChange":{"position":3,"actor":"anna","reason":"display"}}]},
                {"location":"leeds","terms":[{"units":6,"positions":[2]},{"units":0,"changes":0,"positions":[]},{"units":0}]}],
               "holders":[{"order":"till/1001","reservedUnits":3}]}],
             "sent":{"position":4,"places":[{"reference":"item-1","publishedUnits":7,"isCertain":true}]}}
            """), explained.Text);
        Assert.Null(explained.Json["parts"]![0]!["locations"]![1]!["terms"]![1]!["lastChange"]);
        Assert.Null(explained.Json["pending"]);
        Assert.Equal(7, _world.Till.Items["item-1"].Units);
    }

    [Fact]
    public async Task An_order_that_waits_is_named_and_a_number_that_was_not_sent_too()
    {
        _world.Till.Items["item-1"] = ("CHAIR", 0);
        await _world.ReceiveAsync("CHAIR", 1);
        await _world.PostAsync("channels/till/listings/import");
        await _world.IdleAsync();
        _world.Till.IsDown = true;
        await _world.OrderAsync("1001", ("CHAIR", 3));

        var explained = await _world.GetAsync("stock/CHAIR/explain?channel=till");

        Assert.True(explained.Has("""
            {"availableUnits":-2,"allowedUnits":3,"publishedUnits":0,"pending":{"attempts":0},
             "parts":[{"waitingOrders":1,"waiting":[{"order":"till/1001","isFilled":false}],"holders":[{"backorderedUnits":2}]}]}
            """), explained.Text);
    }

    [Fact]
    public async Task Units_set_aside_for_a_transfer_are_named_by_it_until_they_leave()
    {
        await _world.ReceiveAsync("CHAIR", 10);
        await _world.OrderAsync("1001", ("CHAIR", 3));
        foreach (var (id, units) in new[] { ("t-1", 4), ("t-2", 1) })
        {
            await _world.PostAsync("transfers", $$"""{"id":"{{id}}","from":"london","to":"leeds","lines":[{"sku":"CHAIR","units":{{units}}}]}""");
            await _world.IdleAsync();
        }

        await _world.PostAsync("transfers/t-2/dispatch");
        await _world.IdleAsync();

        var explained = await _world.GetAsync("stock/CHAIR/explain?channel=till");

        Assert.True(explained.Has("""
            {"parts":[{"holders":[{"order":"till/1001","reservedUnits":3}],"otherHeldUnits":0,
                       "transfers":[{"transfer":"t-1","from":"london","to":"leeds","setAsideUnits":4}]}]}
            """), explained.Text);
        Assert.Single(explained.Json["parts"]![0]!["transfers"]!.AsArray());
    }

    [Fact]
    public async Task A_bundle_is_explained_by_its_parts()
    {
        await _world.ReceiveAsync("CUP", 42);
        await _world.ReceiveAsync("POT", 9);
        await _world.PutAsync("items/CUP", """{"buffer":2}""");
        await _world.PutAsync("bundles/TEA-SET", """{"components":[{"sku":"CUP","units":4},{"sku":"POT","units":1}]}""");

        var explained = await _world.GetAsync("stock/TEA-SET/explain?channel=till");

        // 45 cups are 11 sets, 14 pots are 14, with what may be backordered; 2 sets are withheld, and half of the rest is shown.
        Assert.True(explained.Has("""
            {"isBundle":true,"availableUnits":9,"allowedUnits":11,"publishedUnits":4,
             "parts":[{"sku":"CUP","unitsEach":4,"bufferUnits":2,"allowedUnits":11,"isProven":true,
                       "locations":[{"terms":[{"term":"onHand","units":42,"lastChange":{"position":1}},{"units":0},{"units":0}]}]},
                      {"sku":"POT","unitsEach":1,"allowedUnits":14,"isProven":true}]}
            """), explained.Text);
    }

    [Fact]
    public async Task A_damaged_journal_is_said_and_the_number_is_explained_as_far_as_it_goes()
    {
        await _world.ReceiveAsync("CHAIR", 5);
        await _world.ReceiveAsync("CHAIR", 5);
        var stock = _world.Services.GetRequiredService<StorageTables>().Stock;
        await stock.DeleteEntityAsync("CHAIR", StockKeys.Journal(1), ETag.All, AppWorld.Cancellation);

        var explained = await _world.GetAsync("stock/CHAIR/explain?channel=till");
        var asOf = await _world.GetAsync("stock/CHAIR?at=2");

        Assert.True(explained.Has("""{"publishedUnits":6,"parts":[{"isProven":false,"locations":[{"terms":[{"term":"onHand","units":10},{"units":0},{"units":0}]}]}]}"""), explained.Text);
        Assert.Equal((409, "journal-damaged"), (asOf.Status, asOf.Error));
    }

    [Theory]
    [InlineData("stock/LAMP/explain?channel=till", 404, "unknown-sku")]
    [InlineData("stock/CHAIR/explain?channel=web", 404, "unknown-channel")]
    [InlineData("stock/CHAIR/explain", 400, "invalid-query")]
    [InlineData("stock/CHAIR?at=3", 404, "unknown-position")]
    [InlineData("stock/CHAIR?at=-1", 400, "invalid-query")]
    [InlineData("stock/CHAIR?at=noon", 400, "invalid-query")]
    [InlineData("stock/CHAIR?at=1.5", 400, "invalid-query")]
    [InlineData("stock/CHAIR?at=01/12/2026", 400, "invalid-query")]
    [InlineData("stock/LAMP?at=1", 404, "unknown-sku")]
    public async Task What_is_not_there_is_refused(string path, int status, string error)
    {
        await _world.ReceiveAsync("CHAIR", 1);
        await _world.ReceiveAsync("CHAIR", 1);

        var answer = await _world.GetAsync(path);

        Assert.Equal((status, error), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task Levels_are_told_as_of_a_position_and_as_of_a_time()
    {
        await _world.ReceiveAsync("CHAIR", 1);
        var first = _world.Time.GetUtcNow();
        _world.Time.Advance(TimeSpan.FromHours(1));
        await _world.ReceiveAsync("CHAIR", 10);

        Assert.Equal([0, 1, 11], await UnitsAsync("0", "1", "2"));
        Assert.Equal([0, 1, 1, 11, 11], await UnitsAsync(
            Text(first.AddSeconds(-1)), Text(first), Text(first.AddMinutes(59)), Text(first.AddHours(1)), Text(first.AddYears(1))));
    }

    private static string Text(DateTimeOffset time) => Uri.EscapeDataString($"{time:O}");

    private async Task<List<int>> UnitsAsync(params string[] ats)
    {
        var units = new List<int>();
        foreach (var at in ats)
        {
            var levels = (await _world.GetAsync($"stock/CHAIR?at={at}")).Json["locations"]!.AsArray();
            units.Add(levels.Sum((JsonNode? level) => level!["onHandUnits"]!.GetValue<int>()));
        }

        return units;
    }
}
