using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Storage;

public sealed class WaitingOrdersTests
{
    private static readonly Sku Item = Sku.Parse("DCGS0058/x#1");
    private static readonly DateTimeOffset Monday = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Units_that_arrive_go_to_the_orders_placed_first()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = await StartAsync(storage);
        await ledger.ExecuteAsync(Want("late", 2, Monday.AddHours(2)), Token);
        await ledger.ExecuteAsync(Want("early", 2, Monday), Token);
        await ledger.ExecuteAsync(Want("middle", 2, Monday.AddHours(1)), Token);

        await ledger.ExecuteAsync(Receive("r1", 3), Token);
        var result = await ledger.FillWaitingAsync(Item, null, Token);

        Assert.Equal(["early", "middle"], result.Filled.Select(waiting => waiting.Order.ExternalId));
        Assert.Null(result.Next);
        Assert.Equal([0, 1, 2], await BackorderedAsync(ledger, "early", "middle", "late"));
        await AssertSoundAsync(ledger, waiting: 3);
    }

    [Fact]
    public async Task Who_begins_to_wait_in_the_moment_of_a_fill_has_his_place_in_it()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var (isHeld, mayGoOn) = (false, new TaskCompletionSource());
        var ledger = storage.NewLedger(new StorageTables(new MeetingTables(storage.ConnectionString, _ => isHeld ? mayGoOn.Task : Task.CompletedTask)));
        await ledger.ExecuteAsync(Receive("r", 0), Token);
        await ledger.ExecuteAsync(Want("late", 2, Monday.AddHours(2)), Token);

        // What comes while a commit is under way is committed together after it.
        isHeld = true;
        var received = ledger.ExecuteAsync(Receive("r1", 1), Token);
        var early = ledger.ExecuteAsync(Want("early", 1, Monday), Token);
        var filled = ledger.FillWaitingAsync(Item, null, Token);
        isHeld = false;
        mayGoOn.SetResult();
        await Task.WhenAll(received, early, filled);

        Assert.Equal([0, 2], await BackorderedAsync(ledger, "early", "late"));
        await AssertSoundAsync(ledger, waiting: 2);
    }

    [Fact]
    public async Task A_filled_order_is_named_again_until_it_sets_its_reservation()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = await StartAsync(storage);
        await ledger.ExecuteAsync(Want("1", 2, Monday), Token);
        await ledger.ExecuteAsync(Receive("r1", 2), Token);

        var first = await ledger.FillWaitingAsync(Item, null, Token);
        var again = await storage.NewLedger().FillWaitingAsync(Item, null, Token);
        Assert.Equal(first.Filled, again.Filled);
        Assert.Equal((true, false), (first.IsChanged, again.IsChanged));

        var told = await ledger.ExecuteAsync(Want("1", 2, Monday) with { Revision = 2 }, Token);

        Assert.Equal(0, Assert.IsType<ReservationOutcome.Set>(told).Reservation.BackorderedUnits);
        Assert.Empty((await ledger.FillWaitingAsync(Item, null, Token)).Filled);
        await AssertSoundAsync(ledger, waiting: 0);
    }

    [Fact]
    public async Task The_same_revision_set_again_keeps_the_reminder()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = await StartAsync(storage);
        await ledger.ExecuteAsync(Want("1", 2, Monday), Token);
        await ledger.ExecuteAsync(Receive("r1", 2), Token);
        await ledger.FillWaitingAsync(Item, null, Token);

        await ledger.ExecuteAsync(Want("1", 2, Monday), Token);

        Assert.Single((await ledger.FillWaitingAsync(Item, null, Token)).Filled);
    }

    [Fact]
    public async Task A_process_that_has_not_heard_of_the_receipt_fills_all_the_same()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var (ledger, other) = (await StartAsync(storage), storage.NewLedger());
        await ledger.ExecuteAsync(Want("1", 2, Monday), Token);
        await other.ExecuteAsync(Receive("r1", 2), Token);

        Assert.Single((await ledger.FillWaitingAsync(Item, null, Token)).Filled);
    }

    [Fact]
    public async Task More_orders_than_a_page_are_filled_page_by_page()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = await StartAsync(storage);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => ledger.ExecuteAsync(Want($"{i}", 1, Monday.AddMinutes(i)), Token)));
        await ledger.ExecuteAsync(Receive("r1", 90), Token);

        var filled = new List<WaitingOrder>();
        WaitingOrder? after = null;
        for (var page = 0; page < 3; page++)
        {
            var result = await ledger.FillWaitingAsync(Item, after, Token);
            filled.AddRange(result.Filled);
            after = result.Next;
        }

        Assert.Null(after);
        Assert.Equal(Enumerable.Range(0, 90).Select(i => $"{i}"), filled.Select(waiting => waiting.Order.ExternalId));
        await AssertSoundAsync(ledger, waiting: 100);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    public async Task A_pre_order_waits_for_its_date_whoever_comes_after_it(int secondsLate, int filled)
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var time = new FakeTime(Monday.AddDays(1).AddSeconds(secondsLate));
        var ledger = storage.NewLedger(timeProvider: time);
        await ledger.ExecuteAsync(Receive("r", 5), Token);
        await ledger.ExecuteAsync(Want("pre", 2, Monday) with { NotBefore = Monday.AddDays(1) }, Token);

        var result = await ledger.FillWaitingAsync(Item, null, Token);

        Assert.Equal(filled, result.Filled.Count);
        Assert.Equal([filled == 0 ? 2 : 0], await BackorderedAsync(ledger, "pre"));
        Assert.Equal(2, (await ledger.ReadLevelsAsync(Item, Token))!.Locations.Single().ReservedUnits);
    }

    [Theory]
    [InlineData(Loss.Request)]
    [InlineData(Loss.Answer)]
    public async Task Fills_returns_and_cancels_at_once_end_sound_whatever_is_lost(Loss loss)
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var tables = new StorageTables(new CrashingTables(storage.ConnectionString, n => n % 3 == 0 ? Loss.None : loss));
        var (ledger, other) = (storage.NewLedger(tables), storage.NewLedger());
        await ledger.ExecuteAsync(Receive("r", 0), Token);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => ledger.ExecuteAsync(Want($"{i}", 1, Monday.AddMinutes(i)), Token)));

        await Task.WhenAll(
            ledger.ExecuteAsync(Receive("r1", 10), Token),
            ledger.FillWaitingAsync(Item, null, Token),
            other.FillWaitingAsync(Item, null, Token),
            Task.WhenAll(Enumerable.Range(0, 5).Select(i => other.ExecuteAsync(Want($"{i}", 0, Monday) with { Revision = 2 }, Token))),
            Task.WhenAll(Enumerable.Range(5, 5).Select(i => ledger.ExecuteAsync(Ship($"{i}"), Token))));
        await ledger.FillWaitingAsync(Item, null, Token);
        await Task.WhenAll(Enumerable.Range(5, 5).Select(i => (i % 2 == 0 ? ledger : other).ExecuteAsync(Back($"{i}"), Token)));
        await other.FillWaitingAsync(Item, null, Token);

        var levels = (await ledger.ReadLevelsAsync(Item, Token))!;
        var level = levels.Locations.Single();
        Assert.True(level.AvailableUnits + level.BackorderedUnits == 0, $"{level}");
        await AssertSoundAsync(ledger, levels.WaitingOrders);
    }

    [Fact]
    public async Task A_repeated_return_gets_the_first_answer_and_other_content_is_told_apart()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = await StartAsync(storage);
        await ledger.ExecuteAsync(Receive("r1", 3), Token);
        await ledger.ExecuteAsync(Ship("1") with { ShippedUnits = 3 }, Token);
        var early = await ledger.ExecuteAsync(Back("2"), Token);

        var first = await ledger.ExecuteAsync(Back("1"), Token);
        await ledger.ExecuteAsync(Back("1") with { CommandId = "back2" }, Token);
        var repeats = await Task.WhenAll(
            ledger.ExecuteAsync(Back("1"), Token), ledger.ExecuteAsync(Back("1"), Token), storage.NewLedger().ExecuteAsync(Back("1"), Token));
        var other = await ledger.ExecuteAsync(Back("1") with { WriteOff = true }, Token);
        var movement = await ledger.ExecuteAsync(Receive("back", 1), Token);

        Assert.IsType<ReturnOutcome.UnknownReservation>(early);
        Assert.Equal(1, Assert.IsType<ReturnOutcome.Done>(first).OnHandDelta);
        Assert.All(repeats, repeat => Assert.Equal(first, repeat));
        Assert.IsType<ReturnOutcome.ContentDiffers>(other);
        Assert.IsType<MovementOutcome.ContentDiffers>(movement);
        Assert.Equal(2, (await ledger.ReadReservationAsync(Item, OrderId.Parse("shop/1"), Token))!.ReturnedUnits);
        await AssertSoundAsync(ledger, waiting: 0);
    }

    [Fact]
    public async Task The_journal_names_the_order_of_a_fill_and_of_a_return()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = await StartAsync(storage);
        await ledger.ExecuteAsync(Want("a@b\t1", 1, Monday), Token);
        await ledger.ExecuteAsync(Receive("r1", 1), Token);
        await ledger.FillWaitingAsync(Item, null, Token);
        await ledger.ExecuteAsync(Ship("a@b\t1") with { Revision = 2 }, Token);
        await ledger.ExecuteAsync(Back("a@b\t1") with { Actor = "ann", Reason = "too small" }, Token);

        var entries = await ledger.ReadJournalAsync(Item, 4, 10, Token).ToArrayAsync(Token);

        Assert.Equal([JournalKind.BackordersFilled, JournalKind.ReservationSet, JournalKind.Returned], entries.Select(entry => entry.Kind));
        Assert.All(entries, entry => Assert.Equal(OrderId.Parse("shop/a@b\t1"), entry.Order));
        Assert.Equal(("back", "ann", "too small"), (entries[2].CommandId, entries[2].Actor, entries[2].Reason));
    }

    private static async Task<StockLedger> StartAsync(OpenStorage storage)
    {
        var ledger = storage.NewLedger();
        await ledger.ExecuteAsync(Receive("r", 0), Token);
        return ledger;
    }

    private static ReceiveUnits Receive(string id, int units) => new(id, Item, OpenStorage.London, units);

    private static SetReservation Want(string order, int open, DateTimeOffset since) =>
        new(Item, OrderId.Parse($"shop/{order}"), 1, open, 0, 0, [OpenStorage.London], ShortagePolicy.Backorder, 1_000) { WaitingSince = since };

    private static SetReservation Ship(string order) => Want(order, 0, Monday) with { Revision = 2, ShippedUnits = 1 };

    private static ReturnUnits Back(string order) =>
        new(order.Length == 1 && order != "1" ? $"back-{order}" : "back", Item, OrderId.Parse($"shop/{order}"), OpenStorage.London, 1, false);

    private static async Task<List<int>> BackorderedAsync(StockLedger ledger, params string[] orders)
    {
        var units = new List<int>();
        foreach (var order in orders)
        {
            units.Add((await ledger.ReadReservationAsync(Item, OrderId.Parse($"shop/{order}"), Token))!.BackorderedUnits);
        }

        return units;
    }

    private static async Task AssertSoundAsync(StockLedger ledger, int waiting)
    {
        var levels = (await ledger.ReadLevelsAsync(Item, Token))!;
        var replayed = await LevelReplay.RebuildAsync(Item, ledger.ReadJournalAsync(Item, 1, int.MaxValue, Token), Token);
        var reservations = await ledger.ReadReservationsAsync(Item, null, Token).ToArrayAsync(Token);
        var places = await ledger.ReadWaitingAsync(Item, null, Token).ToArrayAsync(Token);

        var level = Assert.Single(levels.Locations);
        Assert.Equal(levels.Locations, replayed.Locations);
        Assert.Equal(
            (reservations.Sum(r => r.ReservedUnits), reservations.Sum(r => r.BackorderedUnits)), (level.ReservedUnits, level.BackorderedUnits));
        Assert.Equal(waiting, levels.WaitingOrders);
        Assert.Equal(
            reservations.Where(r => r.WaitingSince is not null).Select(r => (r.WaitingSince!.Value, r.Order, r.Revision)).OrderBy(r => r.Value),
            places.Select(place => (place.Since, place.Order, place.Revision)));
    }
}
