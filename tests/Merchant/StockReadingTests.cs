using System.Globalization;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Merchant;

public sealed class StockReadingTests : IAsyncLifetime
{
    private AppWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await AppWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(5, 2)]
    [InlineData(4, 2)]
    [InlineData(3, 10)]
    public async Task Stock_is_listed_page_by_page_without_gap_or_repeat(int skus, int top)
    {
        foreach (var number in Enumerable.Range(1, skus))
        {
            await _world.ReceiveAsync($"SKU/{number}", number);
        }

        var items = await PagesAsync("stock", "after", top);

        Assert.Equal(Enumerable.Range(1, skus).Select(number => $"SKU/{number}"), items.Select(item => item["sku"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task The_journal_is_read_page_by_page(int top)
    {
        foreach (var units in Enumerable.Range(1, 7))
        {
            await _world.ReceiveAsync("CHAIR", units, units % 2 == 0 ? "leeds" : "london");
        }

        var entries = await PagesAsync("stock/CHAIR/journal", "from", top);

        Assert.Equal(Enumerable.Range(1, 7), entries.Select(entry => entry["position"]!.GetValue<int>()));
        Assert.Equal("received", entries[0]["kind"]!.GetValue<string>());
        Assert.True(ApiAnswer.Has(entries[2], System.Text.Json.Nodes.JsonNode.Parse(
            """{"changes":[{"before":{"location":"london","onHandUnits":1},"after":{"location":"london","onHandUnits":4}}]}""")));
    }

    [Fact]
    public async Task Reservations_are_read_page_by_page_and_explain_the_reserved_units()
    {
        await _world.ReceiveAsync("CHAIR", 10);
        foreach (var order in Enumerable.Range(1, 5))
        {
            await _world.OrderAsync($"A/{order}", ("chair", 1));
        }

        var reservations = await PagesAsync("stock/CHAIR/reservations", "after", 2);

        Assert.Equal(Enumerable.Range(1, 5).Select(order => $"till/A/{order}"), reservations.Select(reservation => reservation["order"]!.GetValue<string>()));
        Assert.Equal(5, reservations.Sum(reservation => reservation["reservedUnits"]!.GetValue<int>()));
        Assert.True((await _world.GetAsync("stock/CHAIR")).Has("""{"locations":[{"onHandUnits":10,"reservedUnits":5,"availableUnits":5}]}"""));
    }

    [Theory]
    [InlineData("stock?top=0")]
    [InlineData("stock?top=1001")]
    [InlineData("stock?top=a")]
    [InlineData("stock/CHAIR/journal?from=0")]
    [InlineData("stock/CHAIR/journal?from=-1")]
    [InlineData("stock/CHAIR/reservations?after=nobody")]
    [InlineData("stock/CHAIR/reservations?top=1.5")]
    [InlineData("quarantine?top=0")]
    [InlineData("quarantine?after=!!")]
    [InlineData("quarantine?after=abcd")]
    [InlineData("channels/till/listings?after=!!")]
    [InlineData("channels/till/listings?after=abcd")]
    [InlineData("failures?top=0")]
    [InlineData("orders/till?top=0")]
    [InlineData("orders/till?outcome=lost")]
    [InlineData("orders/till?outcome=1")]
    [InlineData("orders/till?after=shop/1")]
    public async Task A_wrong_query_is_400(string path)
    {
        await _world.ReceiveAsync("CHAIR", 1);

        var answer = await _world.GetAsync(path);

        Assert.Equal((400, "invalid-query"), (answer.Status, answer.Error));
    }

    [Theory]
    [InlineData("stock/CHAIR", "unknown-sku")]
    [InlineData("stock/CHAIR/journal", "unknown-sku")]
    [InlineData("stock/CHAIR/reservations", "unknown-sku")]
    [InlineData("orders/till/1", "unknown-order")]
    [InlineData("orders/shop", "unknown-channel")]
    [InlineData("orders/shop/1", "unknown-channel")]
    [InlineData("channels/shop/listings", "unknown-channel")]
    [InlineData("channels/Shop%20UK/listings", "unknown-channel")]
    [InlineData("channels/shop/listings/import", "unknown-channel")]
    [InlineData("channels/till/listings/import", "no-import")]
    public async Task What_is_not_there_is_404_with_its_reason(string path, string error)
    {
        var answer = await _world.GetAsync(path);

        Assert.Equal((404, error), (answer.Status, answer.Error));
    }

    private async Task<List<System.Text.Json.Nodes.JsonNode>> PagesAsync(string path, string parameter, int top)
    {
        var items = new List<System.Text.Json.Nodes.JsonNode>();
        string? next = null;
        do
        {
            var more = next is null ? string.Empty : $"&{parameter}={Uri.EscapeDataString(next)}";
            var page = await _world.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{path}?top={top}{more}"));
            Assert.InRange(page.Items.Count, 0, top);
            items.AddRange(page.Items.Select(item => item!));
            next = page.Json["next"]?.ToString();
        }
        while (next is not null);

        return items;
    }
}
