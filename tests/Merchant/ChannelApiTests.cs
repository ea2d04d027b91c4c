using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Merchant;

public sealed class ChannelApiTests : IAsyncLifetime
{
    private AppWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await AppWorld.StartAsync(("StockFlow:Channels:till:Buffer", "2"));

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_channel_shows_how_fresh_it_is()
    {
        var before = await _world.GetAsync("channels");
        _world.Till.Items["item-1"] = ("CHAIR", 0);
        await _world.ReceiveAsync("CHAIR", 10);
        await ImportAsync();

        var after = await _world.GetAsync("channels");

        Assert.True(before.Has("""{"items":[{"channel":"till","kind":"http","syncInterval":"realtime","pollInterval":"never","locations":["london","leeds"],"waitingSkus":0,"counts":{"pushes":0}}]}"""), $"{before}");
        Assert.Null(before.Items[0]!["lastAttemptAt"]);
        Assert.True(after.Has("""{"items":[{"waitingSkus":0,"counts":{"pushes":1,"itemsPushed":1}}]}"""), $"{after}");
        Assert.NotNull(after.Items[0]!["lastSuccessAt"]);
    }

    [Fact]
    public async Task A_channel_whose_buffer_was_changed_is_told_its_new_numbers_by_itself()
    {
        _world.Till.Items["item-1"] = ("CHAIR", 0);
        await _world.ReceiveAsync("CHAIR", 10);
        await ImportAsync();
        await _world.PassAsync(TimeSpan.FromSeconds(61));
        var before = _world.Till.Items["item-1"].Units;

        await _world.RestartAsync(("StockFlow:Channels:till:Buffer", "3"));
        await _world.PassAsync(TimeSpan.FromSeconds(61));
        var after = _world.Till.Items["item-1"].Units;
        _world.Till.Items["item-1"] = ("CHAIR", 99);
        await _world.RestartAsync();
        await _world.PassAsync(TimeSpan.FromSeconds(61));

        Assert.Equal((8, 7), (before, after));
        Assert.Equal(99, _world.Till.Items["item-1"].Units);
    }

    [Fact]
    public async Task No_secret_is_in_any_answer()
    {
        Assert.DoesNotContain("whsec", (await _world.GetAsync("channels")).Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_import_is_started_followed_and_ends_in_listings_with_their_numbers()
    {
        _world.Till.Items["item-1"] = ("CHAIR", 7);
        _world.Till.Items["item-2"] = ("table", 0);
        _world.Till.Items["item-3"] = ("", 0);
        await _world.ReceiveAsync("CHAIR", 10);

        var started = await _world.PostAsync("channels/till/listings/import");
        await _world.IdleAsync();
        var status = await _world.GetAsync(started.Location!);

        Assert.Equal(202, started.Status);
        Assert.Equal(started.Location, started.Json["statusUrl"]!.GetValue<string>());
        Assert.True(status.Has("""{"state":"completed","items":{"matched":1,"unmatched":2,"added":2}}"""), $"{status}");
        Assert.Equal(8, _world.Till.Items["item-1"].Units);
        var listings = await _world.GetAsync("channels/till/listings");
        Assert.True(listings.Has(
            """{"items":[{"sku":"CHAIR","places":[{"reference":"item-1","publishedUnits":8}],"isSetAside":false},{"sku":"TABLE","places":[{"reference":"item-2"}]}]}"""), $"{listings}");
    }

    [Fact]
    public async Task Listings_are_read_page_by_page()
    {
        foreach (var number in Enumerable.Range(1, 5))
        {
            _world.Till.Items[$"item-{number}"] = ($"SKU-{number}", 0);
        }

        await ImportAsync();

        var first = await _world.GetAsync("channels/till/listings?top=3");
        var second = await _world.GetAsync($"channels/till/listings?top=3&after={first.Json["next"]}");

        Assert.Equal(
            Enumerable.Range(1, 5).Select(number => $"SKU-{number}"),
            first.Items.Concat(second.Items).Select(listing => listing!["sku"]!.GetValue<string>()));
        Assert.Null(second.Json["next"]);
    }

    [Fact]
    public async Task An_import_can_be_started_again()
    {
        await ImportAsync();
        _world.Till.Items["item-1"] = ("CHAIR", 7);

        await ImportAsync();

        Assert.Single((await _world.GetAsync("channels/till/listings")).Items);
    }

    private async Task ImportAsync()
    {
        Assert.Equal(202, (await _world.PostAsync("channels/till/listings/import")).Status);
        await _world.IdleAsync();
    }
}
