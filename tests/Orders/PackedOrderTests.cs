using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Orders;

/// <summary>Bundles on a channel whose lines are not split, through the whole app: packed in one place, or short as a whole.</summary>
public sealed class PackedOrderTests : IAsyncLifetime
{
    private static readonly OrderId First = OrderId.Parse("till/1");

    private AppWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await AppWorld.StartAsync(("StockFlow:Channels:till:SplitLines", "false"), ("StockFlowShortfallSchedule", "0 0 0 1 1 *"));
        _world.Till.Items["item-1"] = ("SET", 0);
        await _world.ReceiveAsync("CUP", 0);
        await _world.ReceiveAsync("POT", 0);
        await _world.PutAsync("bundles/SET", """{"components":[{"sku":"CUP","units":4},{"sku":"POT","units":1}]}""");
        await _world.PostAsync("channels/till/listings/import");
        await _world.IdleAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_bundle_is_packed_where_all_of_it_is_and_that_is_what_is_shown()
    {
        await StockAsync(cupsLondon: 9, potsLondon: 1, cupsLeeds: 8, potsLeeds: 2);
        var before = _world.Till.Items["item-1"].Units;

        await _world.OrderAsync("1", ("SET", 2));

        Assert.Equal((2, 1), (before, _world.Till.Items["item-1"].Units));
        Assert.Equal(("reserved", "CUP leeds:8, POT leeds:2"), await OrderAsync());
    }

    [Fact]
    public async Task What_no_place_has_is_short_as_a_whole_and_goes_on_where_everything_has_come()
    {
        await StockAsync(cupsLondon: 4, potsLondon: 0, cupsLeeds: 0, potsLeeds: 1);
        await _world.OrderAsync("1", ("SET", 1));
        var split = (_world.Till.Items["item-1"].Units, await OrderAsync());
        await _world.ReceiveAsync("CUP", 4, "leeds");
        await _world.IdleAsync();

        var review = _world.Services.GetRequiredService<ShortfallReview>();
        await review.RunAsync(AppWorld.Cancellation);
        await _world.IdleAsync();

        Assert.Equal(0, split.Units);
        Assert.Equal("short", split.Item2.Outcome);
        Assert.DoesNotContain("leeds", split.Item2.Held, StringComparison.Ordinal);
        Assert.Equal(("reserved", "CUP leeds:4, POT leeds:1"), await OrderAsync());
        Assert.Equal((0, 0), await review.RunAsync(AppWorld.Cancellation));
        Assert.Empty((await _world.GetAsync("shortfalls")).Items);
    }

    [Fact]
    public async Task Who_lost_a_part_to_somebody_else_gives_the_rest_back_and_goes_elsewhere()
    {
        // As if this step had begun before, when there was a pot in london, and was cut off.
        await StockAsync(cupsLondon: 4, potsLondon: 0, cupsLeeds: 4, potsLeeds: 1);
        await _world.Services.GetRequiredService<StockLedger>().ExecuteAsync(
            new SetReservation(Sku.Parse("CUP"), First, 1, 4, 0, 0, [LocationId.Parse("london"), LocationId.Parse("leeds")], ShortagePolicy.Backorder, 0)
            {
                MaySplit = false,
                Place = LocationId.Parse("london"),
            },
            AppWorld.Cancellation);

        await _world.OrderAsync("1", ("SET", 1));

        Assert.Equal(("reserved", "CUP leeds:4, POT leeds:1"), await OrderAsync());
        Assert.Equal(2, (await _world.Services.GetRequiredService<OrderStore>().ReadAsync(First, AppWorld.Cancellation))!.Revision);
    }

    [Fact]
    public async Task It_is_tried_at_most_three_times_at_once_and_a_try_that_runs_twice_is_one()
    {
        await StockAsync(cupsLondon: 4, potsLondon: 0, cupsLeeds: 0, potsLeeds: 0);
        await _world.OrderAsync("1", ("SET", 1));
        await StockAsync(cupsLondon: 0, potsLondon: 0, cupsLeeds: 4, potsLeeds: 1);
        var reservations = _world.Services.GetRequiredService<OrderReservations>();

        var last = await reservations.DoAsync(new OrderRevision(First, 1) { Tries = 3 }, AppWorld.Cancellation);
        var stays = await OrderAsync();
        var once = await reservations.DoAsync(new OrderRevision(First, 1) { Tries = 2 }, AppWorld.Cancellation);
        var again = await reservations.DoAsync(new OrderRevision(First, 1) { Tries = 2 }, AppWorld.Cancellation);
        await _world.IdleAsync();

        Assert.Equal((Completion.Recorded, Completion.Superseded, Completion.Superseded), (last.Completion, once.Completion, again.Completion));
        Assert.Equal("short", stays.Outcome);
        Assert.Equal(("reserved", "CUP leeds:4, POT leeds:1"), await OrderAsync());
        Assert.Equal(2, (await _world.Services.GetRequiredService<OrderStore>().ReadAsync(First, AppWorld.Cancellation))!.Revision);
    }

    private async Task StockAsync(int cupsLondon, int potsLondon, int cupsLeeds, int potsLeeds)
    {
        await _world.ReceiveAsync("CUP", cupsLondon, "london");
        await _world.ReceiveAsync("POT", potsLondon, "london");
        await _world.ReceiveAsync("CUP", cupsLeeds, "leeds");
        await _world.ReceiveAsync("POT", potsLeeds, "leeds");
        await _world.IdleAsync();
    }

    private async Task<(string Outcome, string Held)> OrderAsync()
    {
        var order = await _world.GetAsync("orders/till/1");
        var held = new List<string>();
        foreach (var sku in new[] { "CUP", "POT" })
        {
            foreach (var part in (await _world.GetAsync($"stock/{sku}/reservations")).Items[0]!["locations"]!.AsArray())
            {
                held.Add($"{sku} {part!["location"]}:{part["reservedUnits"]}");
            }
        }

        return (order.Json["outcome"]!.GetValue<string>(), string.Join(", ", held));
    }
}
