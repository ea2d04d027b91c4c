using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Orders;

/// <summary>What orders could not get, through the whole app: in sight until it ends, and it ends in one way.</summary>
public sealed class ShortfallTests
{
    /// <summary>A second channel, which sells from Leeds alone.</summary>
    private static readonly (string Name, string Value)[] BoothInLeeds =
    [
        ("StockFlow:Channels:booth:Kind", "http"),
        ("StockFlow:Channels:booth:Endpoint", "https://booth.example.com/till"),
        ("StockFlow:Channels:booth:PollInterval", "never"),
        ("StockFlow:Channels:booth:WebhookSecret", AppWorld.Secret),
        ("StockFlow:Channels:booth:Locations", "leeds"),
    ];

    [Fact]
    public async Task An_order_that_gets_what_it_wants_is_on_no_list()
    {
        await using var world = await AppWorld.StartAsync();
        await world.ReceiveAsync("CHAIR", 2);

        await world.OrderAsync("1", ("CHAIR", 2));

        Assert.Empty((await world.GetAsync("shortfalls")).Items);
        Assert.Empty((await world.GetAsync("backorders")).Items);
    }

    [Fact]
    public async Task Short_units_are_listed_with_their_age_and_raise_one_alert()
    {
        await using var world = await AppWorld.StartAsync(("StockFlow:Channels:till:ShortfallAlert", "00:10:00"), ("StockFlowShortfallSchedule", "0 0 0 1 1 *"));
        var review = world.Services.GetRequiredService<ShortfallReview>();
        await world.ReceiveAsync("CHAIR", 2);
        await world.OrderAsync("1", ("CHAIR", 3), ("CHAIR", 1));

        world.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        var early = await review.RunAsync(AppWorld.Cancellation);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        var due = await review.RunAsync(AppWorld.Cancellation);
        var again = await review.RunAsync(AppWorld.Cancellation);

        var listed = Assert.Single((await world.GetAsync("shortfalls")).Items)!;
        Assert.Equal(("till/1", 2, 600L), (listed["order"]!.GetValue<string>(), listed["shortUnits"]!.GetValue<int>(), listed["ageSeconds"]!.GetValue<long>()));
        Assert.Equal((0, 1, 0), (early.Alerts, due.Alerts, again.Alerts));
        Assert.NotNull(listed["alertedAt"]);
    }

    [Fact]
    public async Task A_channel_that_gives_up_what_is_short_ends_reduced_and_keeps_the_rest()
    {
        await using var world = await AppWorld.StartAsync(("StockFlow:Channels:till:Shortage", "cancel"));
        await world.ReceiveAsync("CHAIR", 2);

        await world.OrderAsync("1", ("CHAIR", 3), ("CHAIR", 1));

        var order = (await world.GetAsync("orders/till/1")).Json!;
        Assert.Equal("reduced", order["outcome"]!.GetValue<string>());
        Assert.Equal([(2, 1, 0), (0, 1, 0)], order["lines"]!.AsArray().Select(Line));
        Assert.Empty((await world.GetAsync("shortfalls")).Items);
    }

    [Fact]
    public async Task What_the_channel_cancels_after_it_was_given_up_is_not_taken_off_twice()
    {
        await using var world = await AppWorld.StartAsync(("StockFlow:Channels:till:Shortage", "cancel"));
        await world.ReceiveAsync("CHAIR", 2);
        await world.OrderAsync("1", ("CHAIR", 5));

        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.OrderAsync("1", ("CHAIR", 2));
        var reserved = await ReservedAsync(world);
        await world.ReceiveAsync("CHAIR", 10);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.OrderAsync("1", ("CHAIR", 6));

        Assert.Equal((2, 3), (reserved, await ReservedAsync(world)));
    }

    [Theory]
    [InlineData("""{"decision":"cancel"}""", "reduced", 1, 0)]
    [InlineData("""{"decision":"backorder","expectedAt":"2030-01-01T00:00:00+01:00"}""", "backordered", 4, 3)]
    public async Task A_merchant_decides_how_a_shortfall_ends(string decision, string outcome, int reserved, int backordered)
    {
        await using var world = await AppWorld.StartAsync();
        await world.ReceiveAsync("CHAIR", 1);
        await world.OrderAsync("1", ("CHAIR", 4));

        var first = await world.PostAsync("shortfalls/till/1/chair", decision);
        await world.IdleAsync();
        var again = await world.PostAsync("shortfalls/till/1/chair", decision);
        await world.IdleAsync();

        var order = (await world.GetAsync("orders/till/1")).Json!;
        Assert.Equal((202, 404, "no-shortfall"), (first.Status, again.Status, again.Json!["error"]!.GetValue<string>()));
        Assert.Equal(outcome, order["outcome"]!.GetValue<string>());
        Assert.Equal(reserved, await ReservedAsync(world));
        Assert.Equal(backordered, (await world.GetAsync("backorders")).Items.Sum(item => item!["backorderedUnits"]!.GetValue<int>()));
        Assert.Equal(backordered > 0, order["lines"]![0]!["expectedAt"] is not null);
    }

    [Theory]
    [InlineData("till/1/CHAIR", """{"decision":"burn"}""", "invalid-decision")]
    [InlineData("till/1/CHAIR", """{"decision":"cancel","expectedAt":"2030-01-01T00:00:00Z"}""", "invalid-decision")]
    [InlineData("till/1/CHAIR", """{"decision":"backorder","expectedAt":"2020-01-01T00:00:00Z"}""", "invalid-decision")]
    [InlineData("till/1/CHAIR", """{"decision":"backorder","expectedAt":"01/12/2030"}""", "invalid-decision")]
    [InlineData("till/1/CHAIR", """{"decision":"location","location":"paris"}""", "unknown-location")]
    [InlineData("till/1/TABLE", """{"decision":"cancel"}""", "no-shortfall")]
    [InlineData("till/2/CHAIR", """{"decision":"cancel"}""", "unknown-order")]
    [InlineData("shop/1/CHAIR", """{"decision":"cancel"}""", "unknown-channel")]
    public async Task A_wrong_decision_is_refused_and_changes_nothing(string path, string decision, string code)
    {
        await using var world = await AppWorld.StartAsync();
        await world.ReceiveAsync("CHAIR", 1);
        await world.OrderAsync("1", ("CHAIR", 4));

        var answer = await world.PostAsync($"shortfalls/{path}", decision);
        await world.IdleAsync();

        Assert.Equal(code, answer.Json!["error"]!.GetValue<string>());
        Assert.Equal(1, (await world.GetAsync("orders/till/1")).Json!["revision"]!.GetValue<int>());
    }

    [Fact]
    public async Task Recording_a_short_unpaid_order_again_changes_nothing()
    {
        await using var world = await AppWorld.StartAsync();
        await world.ReceiveAsync("CHAIR", 1);
        await world.DeliverAsync(world.OrderBody("1", ("CHAIR", 4)).Replace("\"open\"", "\"pendingPayment\"", StringComparison.Ordinal));
        await world.IdleAsync();
        var before = ((await world.GetAsync("orders/till/1")).Text, (await world.GetAsync("holds")).Text, (await world.GetAsync("shortfalls")).Text);

        var result = new SkuResult(Sku.Parse("CHAIR"), false, 1, 0, 3);
        var request = new CompletionRequest(OrderId.Parse("till/1"), 1, false, false, [result]);
        var again = await world.Services.GetRequiredService<OrderReservations>().CompleteAsync(request, AppWorld.Cancellation);
        await world.IdleAsync();

        Assert.Equal(Completion.Recorded, again);
        Assert.Equal(before, ((await world.GetAsync("orders/till/1")).Text, (await world.GetAsync("holds")).Text, (await world.GetAsync("shortfalls")).Text));
    }

    [Fact]
    public async Task A_decision_that_comes_twice_counts_once_and_one_that_comes_late_not_at_all()
    {
        await using var world = await AppWorld.StartAsync();
        await world.ReceiveAsync("CHAIR", 1);
        await world.OrderAsync("1", ("CHAIR", 4));
        var orders = world.Services.GetRequiredService<OrderStore>();
        var id = OrderId.Parse("till/1");
        ShortfallDecision[] cancel = [new(Sku.Parse("CHAIR"), ShortfallDecisionKind.Cancel, 4, 1, null, null)];
        ShortfallDecision[] backorder = [new(Sku.Parse("CHAIR"), ShortfallDecisionKind.Backorder, 4, 1, null, null)];

        var first = await orders.DecideAsync(id, 1, cancel, world.Time.GetUtcNow(), AppWorld.Cancellation);
        var again = await orders.DecideAsync(id, 1, cancel, world.Time.GetUtcNow(), AppWorld.Cancellation);
        var late = await orders.DecideAsync(id, 1, backorder, world.Time.GetUtcNow(), AppWorld.Cancellation);

        Assert.Equal((2, 2, 2), (first!.Revision, again!.Revision, late!.Revision));
        Assert.Equal(ShortfallDecisionKind.Cancel, Assert.Single(late.Decisions).Kind);
    }

    [Fact]
    public async Task A_cancel_takes_the_order_off_the_list()
    {
        await using var world = await AppWorld.StartAsync();
        await world.ReceiveAsync("CHAIR", 1);
        await world.OrderAsync("1", ("CHAIR", 4));

        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.DeliverAsync(world.OrderBody("1", ("CHAIR", 4)).Replace("\"open\"", "\"cancelled\"", StringComparison.Ordinal));
        await world.IdleAsync();

        Assert.Empty((await world.GetAsync("shortfalls")).Items);
    }

    [Fact]
    public async Task Two_channels_that_share_a_location_show_what_the_other_has_left()
    {
        await using var world = await AppWorld.StartAsync([("StockFlow:Channels:till:Locations", "london,leeds"), .. BoothInLeeds]);
        world.Till.Items["item-1"] = ("CHAIR", 0);
        await world.ReceiveAsync("CHAIR", 3, "london");
        await world.ReceiveAsync("CHAIR", 2, "leeds");
        await world.PostAsync("channels/booth/listings/import");
        await world.IdleAsync();
        var before = world.Till.Items["item-1"].Units;

        await world.OrderAsync("1", ("CHAIR", 5));
        await world.IdleAsync();

        Assert.Equal((2, 0), (before, world.Till.Items["item-1"].Units));
    }

    [Fact]
    public async Task Channels_that_share_no_location_promise_an_items_limit_once()
    {
        await using var world = await AppWorld.StartAsync([("StockFlow:Channels:till:Locations", "london"), .. BoothInLeeds]);
        world.Till.Items["item-1"] = ("CHAIR", 0);
        await world.ReceiveAsync("CHAIR", 0, "london");
        await world.ReceiveAsync("CHAIR", 0, "leeds");
        await world.PutAsync("items/CHAIR", """{"backorderLimit":5}""");
        await world.PostAsync("channels/till/listings/import");
        await world.IdleAsync();

        await world.DeliverAsync(world.OrderBody("1", ("CHAIR", 3)), channel: "booth");
        await world.IdleAsync();
        var shown = world.Till.Items["item-1"].Units;
        var explained = await world.GetAsync("stock/CHAIR/explain?channel=till");
        await world.OrderAsync("1", ("CHAIR", 4));
        var promised = await BackorderedAsync(world);

        // What leeds lacks no more, the till may promise: to its order that was short of it.
        await world.ReceiveAsync("CHAIR", 3, "leeds");
        await world.IdleAsync();

        Assert.True(explained.Has("""
            {"availableUnits":0,"allowedUnits":2,"publishedUnits":2,
             "parts":[{"isProven":true,"backorderAllowance":{"value":5,"source":"item"},"promisedElsewhereUnits":3,
                       "elsewhere":[{"location":"leeds","availableUnits":-3,"terms":[{"term":"onHand","units":0},{"term":"reserved","units":3,"lastChange":{"order":"booth/1"}},{"units":0}]}]}]}
            """), explained.Text);
        Assert.Equal((2, 5, 4), (shown, promised, await BackorderedAsync(world)));
        Assert.Empty((await world.GetAsync("shortfalls")).Items);

        static async Task<int> BackorderedAsync(AppWorld world) =>
            (await world.GetAsync("backorders")).Items.Sum(item => item!["backorderedUnits"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_order_is_served_from_as_few_locations_as_can_be()
    {
        await using var world = await AppWorld.StartAsync(("StockFlow:Channels:till:Sourcing", "fewest-shipments"));
        await world.ReceiveAsync("CHAIR", 5, "london");
        await world.ReceiveAsync("CHAIR", 5, "leeds");
        await world.ReceiveAsync("TABLE", 5, "leeds");

        await world.OrderAsync("1", ("CHAIR", 1), ("TABLE", 1));

        var reservation = Assert.Single((await world.GetAsync("stock/CHAIR/reservations")).Items)!;
        Assert.Equal("leeds", reservation["locations"]![0]!["location"]!.GetValue<string>());
    }

    private static (int Reserved, int GivenUp, int Short) Line(JsonNode? line) => (
        line!["reservedUnits"]!.GetValue<int>(), line["givenUpUnits"]!.GetValue<int>(), line["shortUnits"]!.GetValue<int>());

    private static async Task<int> ReservedAsync(AppWorld world) =>
        (await world.GetAsync("stock/CHAIR")).Json!["locations"]![0]!["reservedUnits"]!.GetValue<int>();
}
