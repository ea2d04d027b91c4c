using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Orders;
using StockFlow.Storage;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Orders;

/// <summary>Unpaid orders, through the whole app: they hold units for a set time, and end once whatever races.</summary>
public sealed class HoldTests
{
    private static readonly (string, string) HoldTime = ("StockFlow:Channels:till:HoldTime", "01:00:00");

    private static readonly (string, string) Timer = ("StockFlowHoldSchedule", "0 * * * * *");

    [Fact]
    public async Task An_unpaid_order_holds_units_until_its_time_is_over_and_no_longer()
    {
        await using var world = await AppWorld.StartAsync(HoldTime, Timer);
        await world.ReceiveAsync("CHAIR", 5);

        await SendAsync(world, "1", "pendingPayment", 0, 2);
        var held = await AvailableAsync(world);
        var deadline = (await world.GetAsync("orders/till/1")).Json!["holdUntil"]!.GetValue<DateTimeOffset>();
        await world.PassAsync(deadline - world.Time.GetUtcNow() - TimeSpan.FromSeconds(30));
        await world.IdleAsync();
        var before = await AvailableAsync(world);
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await world.IdleAsync();

        Assert.Equal((3, 3, 5), (held, before, await AvailableAsync(world)));
        Assert.Equal("expired", await OutcomeAsync(world, "1"));
        Assert.Empty((await world.GetAsync("holds")).Items);
    }

    [Fact]
    public async Task An_edit_does_not_prolong_a_hold()
    {
        await using var world = await AppWorld.StartAsync(HoldTime, Timer);
        await world.ReceiveAsync("CHAIR", 5);

        await SendAsync(world, "1", "pendingPayment", 0, 2);
        await world.PassAsync(TimeSpan.FromMinutes(50));
        await SendAsync(world, "1", "pendingPayment", 1, 3);
        var edited = await AvailableAsync(world);
        await world.PassAsync(TimeSpan.FromMinutes(12));
        await world.IdleAsync();

        Assert.Equal((2, 5), (edited, await AvailableAsync(world)));
    }

    [Fact]
    public async Task The_list_of_holds_has_only_orders_that_are_still_unpaid()
    {
        await using var world = await AppWorld.StartAsync(HoldTime, Timer);
        await world.ReceiveAsync("CHAIR", 5);
        foreach (var id in new[] { "paid", "cancelled", "unpaid" })
        {
            await SendAsync(world, id, "pendingPayment", 0, 1);
        }

        await SendAsync(world, "paid", "open", 1, 1);
        await SendAsync(world, "cancelled", "cancelled", 1, 1);

        Assert.Equal("till/unpaid", Assert.Single((await world.GetAsync("holds")).Items)!["order"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_paid_order_keeps_its_units_when_its_time_comes()
    {
        await using var world = await AppWorld.StartAsync(HoldTime, Timer);
        await world.ReceiveAsync("CHAIR", 5);

        await SendAsync(world, "1", "pendingPayment", 0, 2);
        await SendAsync(world, "1", "open", 1, 2);
        await world.PassAsync(TimeSpan.FromMinutes(62));
        await world.IdleAsync();

        Assert.Equal((3, "reserved"), (await AvailableAsync(world), await OutcomeAsync(world, "1")));
        Assert.Equal(1, (await world.GetAsync("orders/till/1")).Json!["revision"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_order_paid_too_late_wants_its_units_again_and_gets_what_is_left()
    {
        await using var world = await AppWorld.StartAsync(HoldTime, Timer);
        await world.ReceiveAsync("CHAIR", 5);

        await SendAsync(world, "1", "pendingPayment", 0, 2);
        await world.PassAsync(TimeSpan.FromMinutes(62));
        await world.IdleAsync();
        await world.OrderAsync("2", ("CHAIR", 4));
        await SendAsync(world, "1", "open", 1, 2);

        Assert.Equal((0, "short"), (await AvailableAsync(world), await OutcomeAsync(world, "1")));
    }

    [Fact]
    public async Task An_order_that_waits_for_payment_again_has_a_hold_of_its_own()
    {
        await using var world = await AppWorld.StartAsync(HoldTime, Timer);
        await world.ReceiveAsync("CHAIR", 5);

        await SendAsync(world, "1", "pendingPayment", 0, 2);
        await SendAsync(world, "1", "open", 1, 2);
        await world.PassAsync(TimeSpan.FromMinutes(90));
        await SendAsync(world, "1", "pendingPayment", 2, 2);
        await world.PassAsync(TimeSpan.FromMinutes(50));
        var again = await AvailableAsync(world);
        await world.PassAsync(TimeSpan.FromMinutes(12));
        await world.IdleAsync();

        Assert.Equal((3, 5), (again, await AvailableAsync(world)));
    }

    /// <summary>Deadline, payment and cancel at the same moment, in every order, each twice; none waits for another.</summary>
    [Theory]
    [InlineData("EPC")]
    [InlineData("PEC")]
    [InlineData("PCE")]
    [InlineData("CPE")]
    [InlineData("CEP")]
    [InlineData("ECP")]
    [InlineData("EP")]
    [InlineData("PE")]
    public async Task Whatever_races_at_the_deadline_the_order_ends_as_the_channel_says(string sequence)
    {
        await using var world = await AppWorld.StartAsync(HoldTime, Timer);
        await world.ReceiveAsync("CHAIR", 5);
        await SendAsync(world, "1", "pendingPayment", 0, 2);
        await world.PassAsync(TimeSpan.FromMinutes(58));

        foreach (var step in sequence + sequence)
        {
            switch (step)
            {
                case 'E':
                    world.Time.Advance(TimeSpan.FromMinutes(3));
                    break;
                case 'P':
                    await DeliverAsync(world, "1", "open", 1, 2);
                    break;
                default:
                    await DeliverAsync(world, "1", "cancelled", 2, 2);
                    break;
            }
        }

        await world.IdleAsync();
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await world.IdleAsync();

        var cancelled = sequence.Contains('C', StringComparison.Ordinal);
        Assert.Equal(
            cancelled ? (5, "cancelled") : (3, "reserved"),
            (await AvailableAsync(world), await OutcomeAsync(world, "1")));
    }

    [Fact]
    public async Task A_hold_that_is_told_twice_expires_once()
    {
        await using var world = await AppWorld.StartAsync(HoldTime, ("StockFlowHoldSchedule", "0 0 0 1 1 *"));
        await world.ReceiveAsync("CHAIR", 5);
        await SendAsync(world, "1", "pendingPayment", 0, 2);
        world.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        var expiry = world.Services.GetRequiredService<HoldExpiry>();
        var holds = world.Services.GetRequiredService<HoldStore>();
        var hold = (await holds.ReadPageAsync(null, 10, AppWorld.Cancellation)).Items.Single();

        var early = await expiry.ExpireAsync(AppWorld.Cancellation);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        var due = await expiry.ExpireAsync(AppWorld.Cancellation);
        await world.IdleAsync();
        await holds.AddAsync(hold, AppWorld.Cancellation);
        world.Time.Advance(TimeSpan.FromMinutes(30));
        var again = await expiry.ExpireAsync(AppWorld.Cancellation);
        await world.IdleAsync();

        Assert.Equal((0, 1, 1), (early, due, again));
        Assert.Equal(2, (await world.GetAsync("orders/till/1")).Json!["revision"]!.GetValue<int>());
        Assert.Equal(5, await AvailableAsync(world));
    }

    [Fact]
    public async Task Payment_and_deadline_written_at_once_by_two_processes_both_count_once()
    {
        await using var world = await AppWorld.StartAsync(HoldTime);
        var start = new DateTimeOffset(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);
        OrderStore[] stores = [NewStore(world), NewStore(world)];
        for (var i = 0; i < 20; i++)
        {
            var id = OrderId.Parse($"till/race-{i}");
            var unpaid = new ChannelOrder(id, null, ChannelOrderState.PendingPayment, start, start, [new ChannelOrderLine("1", "CHAIR", 2)]);
            var order = await stores[0].MergeAsync(unpaid, start, AppWorld.Cancellation);

            await Task.WhenAll<Order?>(
                stores[i % 2].ExpireHoldAsync(id, start.AddHours(1), TimeSpan.FromHours(1), start.AddHours(1), AppWorld.Cancellation),
                stores[(i + 1) % 2].MergeAsync(unpaid with { State = ChannelOrderState.Open, UpdatedAt = start.AddHours(1) }, start.AddHours(1), AppWorld.Cancellation)!);

            var end = (await stores[0].ReadAsync(id, AppWorld.Cancellation))!;
            Assert.Equal((ChannelOrderState.Open, 2), (end.State, end.OpenUnits(end.Lines[0])));
            Assert.True(end.Revision == order.Revision + (end.HoldExpired ? 2 : 0), $"{end.Revision} {end.HoldExpired}");
        }
    }

    [Fact]
    public async Task The_deadline_of_an_earlier_hold_is_none_of_a_hold_that_is_not_on_record_yet()
    {
        await using var world = await AppWorld.StartAsync(HoldTime);
        var start = new DateTimeOffset(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);
        var hour = TimeSpan.FromHours(1);
        var store = NewStore(world);
        var id = OrderId.Parse("till/bounced");
        var order = new ChannelOrder(id, null, ChannelOrderState.PendingPayment, start, start, [new ChannelOrderLine("1", "CHAIR", 2)]);
        await store.MergeAsync(order, start, AppWorld.Cancellation);
        await store.MergeAsync(order with { State = ChannelOrderState.Open, UpdatedAt = start.AddMinutes(30) }, start.AddMinutes(30), AppWorld.Cancellation);
        var bounced = await store.MergeAsync(order with { UpdatedAt = start.AddMinutes(59) }, start.AddMinutes(59), AppWorld.Cancellation);

        var early = await store.ExpireHoldAsync(id, start + hour, hour, start + hour, AppWorld.Cancellation);
        var due = await store.ExpireHoldAsync(id, start.AddMinutes(59) + hour, hour, start.AddMinutes(59) + hour, AppWorld.Cancellation);

        Assert.Equal((false, bounced.Revision), (early!.HoldExpired, early.Revision));
        Assert.True(due!.HoldExpired);
    }

    private static OrderStore NewStore(AppWorld world) => ActivatorUtilities.CreateInstance<OrderStore>(world.Services, TimeProvider.System);

    [Theory]
    [InlineData("cancelled", 2)]
    [InlineData("pendingPayment", 0)]
    [InlineData("open", 0)]
    public async Task A_channel_that_puts_units_of_an_expired_order_back_is_told_its_number_again(string state, int units)
    {
        await using var world = await AppWorld.StartAsync(HoldTime, Timer);
        world.Till.Items["chair"] = ("CHAIR", 0);
        await world.ReceiveAsync("CHAIR", 5);
        await world.PostAsync("channels/till/listings/import");
        await SendAsync(world, "1", "pendingPayment", 0, 2);
        await world.PassAsync(TimeSpan.FromMinutes(62));
        await world.IdleAsync();
        var expired = world.Till.Items["chair"].Units;

        world.Till.Items["chair"] = ("CHAIR", 7);
        await SendAsync(world, "1", state, 1, units);

        Assert.Equal((5, 5), (expired, world.Till.Items["chair"].Units));
    }

    private static async Task SendAsync(AppWorld world, string id, string state, int minute, int units)
    {
        await DeliverAsync(world, id, state, minute, units);
        await world.IdleAsync();
    }

    private static async Task DeliverAsync(AppWorld world, string id, string state, int minute, int units)
    {
        var at = new DateTimeOffset(2026, 1, 1, 8, minute, 0, TimeSpan.Zero).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var answer = await world.DeliverAsync(
            $$$"""{"type":"order.updated","data":{"id":"{{{id}}}","state":"{{{state}}}","placedAt":"2026-01-01T08:00:00Z","updatedAt":"{{{at}}}","lines":[{"id":"1","sku":"CHAIR","orderedUnits":{{{units}}}}]}}""");
        Assert.Equal(202, answer.Status);
    }

    private static async Task<int> AvailableAsync(AppWorld world) =>
        (await world.GetAsync("stock/CHAIR")).Json!["locations"]![0]!["availableUnits"]!.GetValue<int>();

    private static async Task<string> OutcomeAsync(AppWorld world, string id) =>
        (await world.GetAsync($"orders/till/{id}")).Json!["outcome"]!.GetValue<string>();
}
