using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Merchant;

public sealed class PriceTests : IAsyncLifetime
{
    private AppWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await AppWorld.StartAsync(
        ("StockFlow:Channels:till:Prices", "on"),
        ("StockFlow:Channels:till:Markup", "20"),
        ("StockFlow:Channels:till:Currency", "EUR"),
        ("StockFlow:Channels:till:ExchangeRate", "1.1"),
        ("StockFlow:Channels:till:Rounding", ".99"));

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_price_reaches_the_channel_and_the_answer_tells_what_it_was_told()
    {
        _world.Till.Items["item-1"] = ("CHAIR", 0);
        await _world.ReceiveAsync("CHAIR", 10);
        await _world.PostAsync("channels/till/listings/import");
        await _world.IdleAsync();
        var none = await _world.GetAsync("items/CHAIR/price");

        var set = await _world.PutAsync("items/CHAIR/price", """{"price":12.95}""");
        await _world.IdleAsync();
        var told = await _world.GetAsync("items/CHAIR/price");

        // 12.95 × 1.2 × 1.1 is 17.094.
        Assert.True(none.Has("""{"sku":"CHAIR","revision":0,"channels":[{"channel":"till","currency":"EUR","places":[{"reference":"item-1"}]}]}"""), none.Text);
        Assert.DoesNotContain("rice\":", none.Text, StringComparison.Ordinal);
        Assert.True(set.Has("""{"price":12.95,"revision":1,"channels":[{"price":16.99}]}"""), set.Text);
        Assert.True(told.Has("""{"channels":[{"price":16.99,"isSetAside":false,"places":[{"publishedPrice":16.99,"publishedRevision":1}]}]}"""), told.Text);
        Assert.Equal("16.99 EUR", _world.Till.Prices["item-1"]);
        Assert.Equal(10, _world.Till.Items["item-1"].Units);
    }

    [Fact]
    public async Task A_repeat_changes_nothing_and_a_price_that_was_read_before_a_change_is_refused()
    {
        await _world.PutAsync("items/CHAIR/price", """{"price":1}""");
        var second = await _world.PutAsync("items/CHAIR/price", """{"price":2.00,"revision":1}""");
        var repeat = await _world.PutAsync("items/CHAIR/price", """{"price":2,"revision":1}""");
        var late = await _world.PutAsync("items/CHAIR/price", """{"price":3,"revision":1}""");
        var third = await _world.PutAsync("items/CHAIR/price", """{"price":3}""");

        Assert.Equal((200, 200, 2L), (second.Status, repeat.Status, (long)repeat.Json["revision"]!));
        Assert.Equal((409, "price-changed"), (late.Status, late.Error));
        Assert.Equal(3, (long)third.Json["revision"]!);
    }

    [Fact]
    public async Task A_price_is_taken_back_and_outlives_other_terms()
    {
        await _world.PutAsync("items/CHAIR/price", """{"price":5}""");
        await _world.PutAsync("items/CHAIR", """{"cap":3}""");
        var item = await _world.GetAsync("items/CHAIR");
        var gone = await _world.DeleteAsync("items/CHAIR/price");
        var again = await _world.DeleteAsync("items/CHAIR/price");
        await _world.PutAsync("items/CHAIR", "{}");

        Assert.True(item.Has("""{"cap":3,"price":5}"""), item.Text);
        Assert.Equal((204, 204, string.Empty), (gone.Status, again.Status, again.Text));
        var left = await _world.GetAsync("items/CHAIR/price");
        Assert.Equal(2, (long)left.Json["revision"]!);
        Assert.Null(left.Json["price"]);
        Assert.Empty((await _world.GetAsync("items")).Items);
    }

    [Theory]
    [InlineData("{}", "invalid-price")]
    [InlineData("""{"price":null}""", "invalid-price")]
    [InlineData("""{"price":"5"}""", "invalid-price")]
    [InlineData("""{"price":-0.01}""", "invalid-price")]
    [InlineData("""{"price":1.00001}""", "invalid-price")]
    [InlineData("""{"price":10000000.01}""", "invalid-price")]
    [InlineData("""{"price":5,"revision":-1}""", "invalid-revision")]
    [InlineData("""{"price":5,"revision":1.5}""", "invalid-revision")]
    [InlineData("""{"price":5,"currency":"EUR"}""", "invalid-body")]
    [InlineData("5", "invalid-body")]
    public async Task A_wrong_price_has_a_code_and_changes_nothing(string body, string error)
    {
        var answer = await _world.PutAsync("items/CHAIR/price", body);

        Assert.Equal((400, error), (answer.Status, answer.Error));
        Assert.Equal(0, (long)(await _world.GetAsync("items/CHAIR/price")).Json["revision"]!);
    }

    [Fact]
    public async Task An_address_that_names_no_sku_is_refused()
    {
        Assert.Equal("invalid-sku", (await _world.GetAsync("items/%01/price")).Error);
        Assert.Equal("invalid-sku", (await _world.PutAsync("items/%01/price", """{"price":5}""")).Error);
        Assert.Equal("invalid-sku", (await _world.DeleteAsync("items/%01/price")).Error);
    }
}
