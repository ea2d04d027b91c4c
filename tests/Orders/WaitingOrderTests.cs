using Microsoft.Extensions.DependencyInjection;
using StockFlow.Items;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Orders;

/// <summary>Orders that wait for stock, through the whole app: who came first is served first, and its record says so.</summary>
public sealed class WaitingOrderTests
{
    private static readonly Sku Chair = Sku.Parse("CHAIR");

    private static readonly (string, string) Limit = ("StockFlow:Channels:till:BackorderLimit", "100");

    [Fact]
    public async Task A_receipt_fills_the_oldest_order_first_and_its_record_says_so()
    {
        await using var world = await AppWorld.StartAsync(Limit);
        await world.ReceiveAsync("CHAIR", 0);
        await OrderAsync(world, "b-first", 2);
        await OrderAsync(world, "a-second", 2);

        await world.ReceiveAsync("CHAIR", 3);
        await world.IdleAsync();
        var part = (await LineAsync(world, "b-first"), await LineAsync(world, "a-second"));
        await world.ReceiveAsync("CHAIR", 1);
        await world.IdleAsync();

        Assert.Equal((("reserved", 2, 0), ("backordered", 2, 1)), part);
        Assert.Equal(("reserved", 2, 0), await LineAsync(world, "a-second"));
        Assert.Empty((await world.GetAsync("backorders")).Items);
    }

    [Fact]
    public async Task Short_orders_are_filled_after_the_promised_ones_and_leave_the_list()
    {
        await using var world = await AppWorld.StartAsync(("StockFlow:Channels:till:BackorderLimit", "1"));
        await world.ReceiveAsync("CHAIR", 0);
        await OrderAsync(world, "1", 2);
        await OrderAsync(world, "2", 1);

        await world.ReceiveAsync("CHAIR", 3);
        await world.IdleAsync();

        Assert.Equal((("reserved", 2, 0), ("reserved", 1, 0)), (await LineAsync(world, "1"), await LineAsync(world, "2")));
        Assert.Empty((await world.GetAsync("shortfalls")).Items);
    }

    [Fact]
    public async Task An_order_that_waits_is_served_from_a_place_that_its_channel_sells_from_since_a_restart()
    {
        await using var world = await AppWorld.StartAsync(("StockFlow:Channels:till:Locations", "london"), ("StockFlowShortfallSchedule", "0 * * * * *"));
        await world.ReceiveAsync("CHAIR", 0);
        await world.ReceiveAsync("CHAIR", 5, "leeds");
        await OrderAsync(world, "1", 2);
        await world.PassAsync(TimeSpan.FromMinutes(2));
        var before = await LineAsync(world, "1");

        await world.RestartAsync(("StockFlow:Channels:till:Locations", "london,leeds"));
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await world.IdleAsync();
        var after = (await LineAsync(world, "1"), await RevisionAsync(world, "1"));
        await world.RestartAsync();
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await world.IdleAsync();

        Assert.Equal(("short", 0, 0), before);
        Assert.Equal((("reserved", 2, 0), 2), after);
        Assert.Equal(2, await RevisionAsync(world, "1"));
    }

    [Fact]
    public async Task Units_that_a_cancel_gives_back_go_to_who_waits()
    {
        await using var world = await AppWorld.StartAsync();
        await world.ReceiveAsync("CHAIR", 2);
        await OrderAsync(world, "1", 2);
        await OrderAsync(world, "2", 2);

        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.DeliverAsync(world.OrderBody("1", ("CHAIR", 2)).Replace("\"open\"", "\"cancelled\"", StringComparison.Ordinal));
        await world.IdleAsync();

        Assert.Equal(("reserved", 2, 0), await LineAsync(world, "2"));
    }

    [Fact]
    public async Task A_crash_between_a_fill_and_telling_its_orders_heals()
    {
        await using var world = await AppWorld.StartAsync(Limit);
        await world.ReceiveAsync("CHAIR", 0);
        await OrderAsync(world, "1", 2);
        var ledger = world.Services.GetRequiredService<StockLedger>();
        await ledger.ExecuteAsync(new ReceiveUnits("direct", Chair, LocationId.Parse("london"), 2), AppWorld.Cancellation);
        var filled = await ledger.FillWaitingAsync(Chair, null, AppWorld.Cancellation);
        var untold = await LineAsync(world, "1");

        await world.RestartAsync();
        var waiting = world.Services.GetRequiredService<WaitingOrders>();
        var asked = await waiting.FillAsync([Chair], isReview: false, AppWorld.Cancellation);
        await world.IdleAsync();
        var again = await waiting.FillAsync([Chair], isReview: true, AppWorld.Cancellation);

        Assert.Single(filled.Filled);
        Assert.Equal((("backordered", 2, 2), 1, 0), (untold, asked, again));
        Assert.Equal(("reserved", 2, 0), await LineAsync(world, "1"));
    }

    [Fact]
    public async Task A_review_fills_whom_every_announcement_has_missed()
    {
        await using var world = await AppWorld.StartAsync(Limit, ("StockFlowShortfallSchedule", "0 0 0 1 1 *"));
        await world.ReceiveAsync("CHAIR", 0);
        await OrderAsync(world, "1", 2);
        await world.Services.GetRequiredService<StockLedger>()
            .ExecuteAsync(new ReceiveUnits("direct", Chair, LocationId.Parse("london"), 2), AppWorld.Cancellation);

        await world.Services.GetRequiredService<ShortfallReview>().RunAsync(AppWorld.Cancellation);
        await world.IdleAsync();

        Assert.Equal(("reserved", 2, 0), await LineAsync(world, "1"));
    }

    [Fact]
    public async Task Orders_are_told_when_units_are_expected_at_another_date()
    {
        await using var world = await AppWorld.StartAsync(Limit, ("StockFlowShortfallSchedule", "0 0 0 1 1 *"));
        var review = world.Services.GetRequiredService<ShortfallReview>();
        var eta = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await SetTermsAsync(world, terms => terms with { BackorderEta = eta });
        await world.ReceiveAsync("CHAIR", 0);
        await OrderAsync(world, "1", 2);

        var before = await review.RunAsync(AppWorld.Cancellation);
        await SetTermsAsync(world, terms => terms with { BackorderEta = eta.AddDays(7) });
        var moved = await review.RunAsync(AppWorld.Cancellation);
        await world.IdleAsync();
        var after = await review.RunAsync(AppWorld.Cancellation);

        Assert.Equal((0, 1, 0), (before.Told, moved.Told, after.Told));
        Assert.Equal(eta.AddDays(7), Assert.Single((await world.GetAsync("backorders")).Items)!["expectedAt"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task The_limit_of_the_item_wins_over_the_channels_and_says_when_units_are_expected()
    {
        await using var world = await AppWorld.StartAsync(Limit);
        var eta = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await SetTermsAsync(world, terms => terms with { BackorderLimitUnits = 1, BackorderEta = eta });
        await world.ReceiveAsync("CHAIR", 0);

        await OrderAsync(world, "1", 2);

        var line = (await world.GetAsync("orders/till/1")).Json!["lines"]![0]!;
        Assert.Equal((1, 1, eta), (line["backorderedUnits"]!.GetValue<int>(), line["shortUnits"]!.GetValue<int>(), line["expectedAt"]!.GetValue<DateTimeOffset>()));
    }

    [Fact]
    public async Task Who_is_short_is_promised_what_a_raised_limit_allows_before_anybody_who_comes_later()
    {
        await using var world = await AppWorld.StartAsync(("StockFlowShortfallSchedule", "0 0 0 1 1 *"));
        var review = world.Services.GetRequiredService<ShortfallReview>();
        await SetTermsAsync(world, terms => terms with { BackorderLimitUnits = 1 });
        await world.ReceiveAsync("CHAIR", 0);
        await OrderAsync(world, "1", 2);
        await OrderAsync(world, "2", 2);
        await OrderAsync(world, "3", 1);

        var before = await review.RunAsync(AppWorld.Cancellation);
        await SetTermsAsync(world, terms => terms with { BackorderLimitUnits = 3 });
        var first = await review.RunAsync(AppWorld.Cancellation);
        await world.IdleAsync();
        var second = await review.RunAsync(AppWorld.Cancellation);
        await world.IdleAsync();
        var third = await review.RunAsync(AppWorld.Cancellation);
        await world.IdleAsync();

        Assert.Equal((0, 1, 1, 0), (before.Told, first.Told, second.Told, third.Told));
        Assert.Equal(
            (("backordered", 2, 2), ("short", 1, 1), ("short", 0, 0)), (await LineAsync(world, "1"), await LineAsync(world, "2"), await LineAsync(world, "3")));
    }

    [Fact]
    public async Task Who_is_short_of_a_pre_order_is_promised_what_comes_before_its_date()
    {
        await using var world = await AppWorld.StartAsync(("StockFlowShortfallSchedule", "0 0 0 1 1 *"));
        await SetTermsAsync(world, terms => terms with { ReleaseAt = world.Time.GetUtcNow() + TimeSpan.FromDays(30), PreorderLimitUnits = 3 });
        await world.ReceiveAsync("CHAIR", 0);
        await OrderAsync(world, "1", 2);
        await OrderAsync(world, "2", 2);
        await world.ReceiveAsync("CHAIR", 1);

        var told = (await world.Services.GetRequiredService<ShortfallReview>().RunAsync(AppWorld.Cancellation)).Told;
        await world.IdleAsync();

        Assert.Equal((1, ("preordered", 2, 0)), (told, await LineAsync(world, "2")));
        Assert.Empty((await world.GetAsync("shortfalls")).Items);
    }

    [Fact]
    public async Task A_pre_order_waits_for_its_date_even_if_stock_comes_before_and_then_goes_on()
    {
        await using var world = await AppWorld.StartAsync(("StockFlowShortfallSchedule", "0 * * * * *"));
        var releaseAt = world.Time.GetUtcNow() + TimeSpan.FromMinutes(30);
        await SetTermsAsync(world, terms => terms with { ReleaseAt = releaseAt, PreorderLimitUnits = 3 });
        await world.ReceiveAsync("CHAIR", 0);

        await OrderAsync(world, "1", 2);
        await OrderAsync(world, "2", 2);
        await world.ReceiveAsync("CHAIR", 4);
        await world.IdleAsync();
        await world.PassAsync(TimeSpan.FromMinutes(20));
        await world.IdleAsync();
        var early = (await world.GetAsync("orders/till/1")).Json!;
        await world.PassAsync(TimeSpan.FromMinutes(12));
        await world.IdleAsync();

        Assert.Equal("preordered", early["outcome"]!.GetValue<string>());
        Assert.Equal((2, 0, releaseAt), (
            early["lines"]![0]!["preorderedUnits"]!.GetValue<int>(),
            early["lines"]![0]!["backorderedUnits"]!.GetValue<int>(),
            early["lines"]![0]!["releaseAt"]!.GetValue<DateTimeOffset>()));
        Assert.Equal((("reserved", 2, 0), ("reserved", 2, 0)), (await LineAsync(world, "1"), await LineAsync(world, "2")));
        Assert.Empty((await world.GetAsync("backorders")).Items);
    }

    [Fact]
    public async Task What_the_own_locations_lack_comes_from_the_last_resort()
    {
        await using var world = await AppWorld.StartAsync(
            ("StockFlow:Channels:till:Locations", "london"), ("StockFlow:Channels:till:FallbackLocations", "leeds"), Limit);
        await world.ReceiveAsync("CHAIR", 1, "london");
        await world.ReceiveAsync("CHAIR", 2, "leeds");

        await OrderAsync(world, "1", 4);

        var line = (await world.GetAsync("orders/till/1")).Json!["lines"]![0]!;
        Assert.Equal((4, 2, 1), (line["reservedUnits"]!.GetValue<int>(), line["fallbackUnits"]!.GetValue<int>(), line["backorderedUnits"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_merchant_serves_a_shortfall_from_another_location()
    {
        await using var world = await AppWorld.StartAsync(("StockFlow:Channels:till:Locations", "london"));
        await world.ReceiveAsync("CHAIR", 1, "london");
        await world.ReceiveAsync("CHAIR", 2, "leeds");
        await OrderAsync(world, "1", 3);

        var own = await world.PostAsync("shortfalls/till/1/CHAIR", """{"decision":"location","location":"london"}""");
        var other = await world.PostAsync("shortfalls/till/1/CHAIR", """{"decision":"location","location":"leeds"}""");
        await world.IdleAsync();

        Assert.Equal((400, 202), (own.Status, other.Status));
        Assert.Equal(("reserved", 3, 0), await LineAsync(world, "1"));
        Assert.Empty((await world.GetAsync("shortfalls")).Items);
    }

    [Fact]
    public async Task A_return_goes_on_sale_again_once_and_whoever_waits_gets_it()
    {
        await using var world = await AppWorld.StartAsync();
        await world.ReceiveAsync("CHAIR", 2);
        await world.DeliverAsync(world.OrderBody("1", ("CHAIR", 2)).Replace("\"orderedUnits\":2", "\"orderedUnits\":2,\"shippedUnits\":2", StringComparison.Ordinal));
        await world.IdleAsync();
        await OrderAsync(world, "2", 1);

        var back = await world.PostAsync("orders/till/1/returns", Return("rma-1", 1, "restock"));
        var again = await world.PostAsync("orders/till/1/returns", Return("rma-1", 1, "restock"));
        var other = await world.PostAsync("orders/till/1/returns", Return("rma-1", 2, "restock"));
        var gone = await world.PostAsync("orders/till/1/returns", Return("rma-2", 1, "writeOff"));
        var more = await world.PostAsync("orders/till/1/returns", Return("rma-3", 1, "restock"));
        var never = await world.PostAsync("orders/till/9/returns", Return("rma-4", 1, "restock"));
        await world.IdleAsync();

        Assert.Equal((200, 1, back.Text), (back.Status, back.Json!["onHandDelta"]!.GetValue<int>(), again.Text));
        Assert.Equal((200, 0), (gone.Status, gone.Json!["onHandDelta"]!.GetValue<int>()));
        Assert.Equal(
            ("command-content-differs", "more-than-shipped", "not-ordered"),
            (other.Json!["error"]!.GetValue<string>(), more.Json!["error"]!.GetValue<string>(), never.Json!["error"]!.GetValue<string>()));
        Assert.Equal(("reserved", 1, 0), await LineAsync(world, "2"));
        Assert.Equal(1, (await world.GetAsync("stock/CHAIR")).Json!["locations"]![0]!["onHandUnits"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"sku":"CHAIR","location":"london","units":1,"kind":"restock"}""", "invalid-command-id")]
    [InlineData("""{"commandId":"r","location":"london","units":1,"kind":"restock"}""", "invalid-sku")]
    [InlineData("""{"commandId":"r","sku":"CHAIR","location":"paris","units":1,"kind":"restock"}""", "unknown-location")]
    [InlineData("""{"commandId":"r","sku":"CHAIR","location":"london","units":0,"kind":"restock"}""", "invalid-units")]
    [InlineData("""{"commandId":"r","sku":"CHAIR","location":"london","units":1.5,"kind":"restock"}""", "invalid-units")]
    [InlineData("""{"commandId":"r","sku":"CHAIR","location":"london","units":1,"kind":"burn"}""", "invalid-kind")]
    [InlineData("""{"commandId":"r","sku":"TABLE","location":"london","units":1,"kind":"restock"}""", "unknown-sku")]
    public async Task A_wrong_return_is_refused_and_changes_nothing(string body, string code)
    {
        await using var world = await AppWorld.StartAsync();
        await world.ReceiveAsync("CHAIR", 1);

        var answer = await world.PostAsync("orders/till/1/returns", body);

        Assert.Equal(code, answer.Json!["error"]!.GetValue<string>());
        Assert.Equal(1, (await world.GetAsync("stock/CHAIR")).Json!["position"]!.GetValue<int>());
    }

    private static string Return(string commandId, int units, string kind) =>
        $$"""{"commandId":"{{commandId}}","sku":"chair","location":"london","units":{{units}},"kind":"{{kind}}"}""";

    private static async Task OrderAsync(AppWorld world, string id, int units)
    {
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.OrderAsync(id, ("CHAIR", units));
    }

    private static Task SetTermsAsync(AppWorld world, Func<ItemTerms, ItemTerms> change) =>
        world.Services.GetRequiredService<ItemCatalog>().ChangeAsync(Chair, change, AppWorld.Cancellation);

    private static async Task<int> RevisionAsync(AppWorld world, string id) => (await world.GetAsync($"orders/till/{id}")).Json!["revision"]!.GetValue<int>();

    private static async Task<(string Outcome, int Reserved, int Backordered)> LineAsync(AppWorld world, string id)
    {
        var order = (await world.GetAsync($"orders/till/{id}")).Json!;
        var lines = order["lines"]!.AsArray();
        return (
            order["outcome"]!.GetValue<string>(),
            lines.Sum(line => line!["reservedUnits"]!.GetValue<int>()),
            lines.Sum(line => line!["backorderedUnits"]!.GetValue<int>()));
    }
}
