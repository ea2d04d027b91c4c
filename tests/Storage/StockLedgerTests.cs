using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using Xunit;

namespace StockFlow.Tests.Storage;

public sealed class StockLedgerTests
{
    private static readonly Sku Item = Sku.Parse("DCGS0058/x#1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_parallel_orders_on_a_hundred_units_accept_exactly_a_hundred()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = storage.NewLedger();
        await ledger.ExecuteAsync(Receive("r", 100), Token);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => ledger.ExecuteAsync(Want($"shop/{i}", 1), Token)));

        Assert.Equal(100, outcomes.Count(IsHeld));
        await AssertSoundAsync(ledger, onHand: 100, reserved: 100);
    }

    [Fact]
    public async Task Two_processes_on_the_same_sku_never_promise_more_than_there_is()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var (one, other) = (storage.NewLedger(), storage.NewLedger());
        await one.ExecuteAsync(Receive("r", 100), Token);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(
            () => (i % 2 == 0 ? one : other).ExecuteAsync(Want($"shop/{i}", 1), Token), Token)));

        Assert.Equal(100, outcomes.Count(IsHeld));
        await AssertSoundAsync(one, onHand: 100, reserved: 100);
    }

    [Fact]
    public async Task What_another_process_has_received_is_seen_by_an_order_that_would_have_got_nothing()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var (one, other) = (storage.NewLedger(), storage.NewLedger());
        await one.ExecuteAsync(Receive("nothing", 0), Token);
        await other.ExecuteAsync(Receive("r", 5), Token);

        // An order that gets nothing writes no journal entry, so that only the head's version can tell that the levels are old.
        var outcome = await one.ExecuteAsync(Want("shop/1", 1), Token);

        Assert.Equal(1, Held(outcome).ReservedUnits);
        await AssertSoundAsync(other, onHand: 5, reserved: 1);
    }

    [Fact]
    public async Task A_repeated_command_gets_the_first_answer_from_any_process()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = storage.NewLedger();
        await ledger.ExecuteAsync(Receive("r", 5), Token);

        var first = await ledger.ExecuteAsync(Want("shop/1", 3), Token);
        var parallel = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ledger.ExecuteAsync(Want("shop/1", 3), Token)));
        var elsewhere = await storage.NewLedger().ExecuteAsync(Want("shop/1", 3), Token);

        Assert.All(parallel.Append(elsewhere), outcome => Assert.Equal(Held(first), Held(outcome)));
        await AssertSoundAsync(ledger, onHand: 5, reserved: 3);
    }

    [Fact]
    public async Task A_repeated_movement_gets_the_first_answer_and_other_content_is_told_apart()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = storage.NewLedger();

        var first = await ledger.ExecuteAsync(Receive("r", 5), Token);
        await ledger.ExecuteAsync(Receive("r2", 1), Token);
        var repeat = await storage.NewLedger().ExecuteAsync(Receive("r", 5), Token);
        var other = await ledger.ExecuteAsync(Receive("r", 6), Token);

        Assert.Equal(first, repeat);
        Assert.IsType<MovementOutcome.ContentDiffers>(other);
        await AssertSoundAsync(ledger, onHand: 6, reserved: 0);
    }

    [Fact]
    public async Task An_adjustment_below_zero_is_refused_for_good()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = storage.NewLedger();
        await ledger.ExecuteAsync(Receive("r", 2), Token);
        var lost = new AdjustUnits("lost", Item, OpenStorage.London, -3, "ann", "broken");

        var refused = await ledger.ExecuteAsync(lost, Token);
        await ledger.ExecuteAsync(Receive("r2", 10), Token);
        var repeat = await ledger.ExecuteAsync(lost, Token);

        Assert.Equal(new MovementOutcome.BelowZero(2), refused);
        Assert.Equal(refused, repeat);
        await AssertSoundAsync(ledger, onHand: 12, reserved: 0);
    }

    [Fact]
    public async Task An_unknown_sku_is_known_after_its_first_receipt()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = storage.NewLedger();

        var before = await ledger.ExecuteAsync(Want("shop/1", 1), Token);
        var adjusted = await ledger.ExecuteAsync(new AdjustUnits("a", Item, OpenStorage.London, 1), Token);
        await ledger.ExecuteAsync(Receive("r", 0), Token);
        var after = await ledger.ExecuteAsync(Want("shop/1", 1), Token);

        Assert.IsType<ReservationOutcome.UnknownSku>(before);
        Assert.IsType<MovementOutcome.UnknownSku>(adjusted);
        Assert.Equal(1, Held(after).ShortUnits);
        Assert.Equal([Item], await ledger.ReadSkusAsync(null, 10, Token));
        Assert.Empty(await ledger.ReadSkusAsync(Item, 10, Token));
    }

    [Theory]
    [InlineData(Loss.Request)]
    [InlineData(Loss.Answer)]
    public async Task A_commit_of_unknown_outcome_is_looked_up_before_it_is_tried_again(Loss loss)
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var tables = new StorageTables(new CrashingTables(storage.ConnectionString, n => n % 3 == 0 ? Loss.None : loss));
        var ledger = storage.NewLedger(tables);

        await ledger.ExecuteAsync(Receive("r", 10), Token);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => ledger.ExecuteAsync(Want($"shop/{i}", 1), Token)));

        Assert.Equal(10, outcomes.Count(IsHeld));
        await AssertSoundAsync(storage.NewLedger(), onHand: 10, reserved: 10);
    }

    [Fact]
    public async Task A_storage_that_never_answers_ends_in_an_exception_after_the_last_attempt()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var tries = 0;
        var tables = new StorageTables(new CrashingTables(storage.ConnectionString, n => { tries = n; return Loss.Request; }));
        var ledger = storage.NewLedger(tables, new StockLedgerOptions { CommitAttemptsMax = 3, RetryDelay = TimeSpan.Zero });

        await Assert.ThrowsAsync<StockContentionException>(() => ledger.ExecuteAsync(Receive("r", 10), Token));

        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task More_skus_than_the_cache_holds_are_all_served()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = storage.NewLedger(options: new StockLedgerOptions { HeadsCachedMax = 3 });

        for (var round = 0; round < 2; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => ledger.ExecuteAsync(
                new ReceiveUnits($"r{round}", Sku.Parse($"S{i}"), OpenStorage.London, 1), Token)));
        }

        var levels = await ledger.ReadLevelsAsync([.. Enumerable.Range(0, 20).Select(i => Sku.Parse($"S{i}"))], Token);
        Assert.Equal(20, levels.Count);
        Assert.All(levels.Values, level => Assert.Equal(2, level.Locations.Single().OnHandUnits));
    }

    [Fact]
    public async Task The_journal_says_who_why_and_which_command_from_any_position()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = storage.NewLedger();
        await ledger.ExecuteAsync(Receive("r", 5), Token);
        await ledger.ExecuteAsync(new AdjustUnits("a\t1", Item, OpenStorage.London, -1, "ann", "fell\\down\n"), Token);
        await ledger.ExecuteAsync(Want("shop/a@b/c", 2), Token);

        var entries = await ReadAsync(ledger, 2);

        Assert.Equal([2, 3], entries.Select(entry => entry.Position));
        Assert.Equal(("a\t1", "ann", "fell\\down\n"), (entries[0].CommandId, entries[0].Actor, entries[0].Reason));
        Assert.Equal(-1, entries[0].Changes.Single().OnHandDelta);
        Assert.Equal((OrderId.Parse("shop/a@b/c"), 2), (entries[1].Order, entries[1].Changes.Single().ReservedDelta));
    }

    private static ReceiveUnits Receive(string id, int units) => new(id, Item, OpenStorage.London, units);

    private static SetReservation Want(string order, int open) =>
        new(Item, OrderId.Parse(order), 1, open, 0, 0, [OpenStorage.London], ShortagePolicy.Backorder, 0);

    private static Reservation Held(ReservationOutcome outcome)
    {
        var reservation = Assert.IsType<ReservationOutcome.Set>(outcome).Reservation;
        return reservation with { Allocations = [] };
    }

    private static bool IsHeld(ReservationOutcome outcome) => outcome is ReservationOutcome.Set { Reservation.ReservedUnits: > 0 };

    private static async Task<List<JournalEntry>> ReadAsync(StockLedger ledger, long from)
    {
        var entries = new List<JournalEntry>();
        await foreach (var entry in ledger.ReadJournalAsync(Item, from, int.MaxValue, Token))
        {
            entries.Add(entry);
        }

        return entries;
    }

    private static async Task AssertSoundAsync(StockLedger ledger, int onHand, int reserved)
    {
        var levels = (await ledger.ReadLevelsAsync(Item, Token))!;
        var replayed = await LevelReplay.RebuildAsync(Item, ledger.ReadJournalAsync(Item, 1, int.MaxValue, Token), Token);
        var sum = 0;
        await foreach (var reservation in ledger.ReadReservationsAsync(Item, null, Token))
        {
            sum += reservation.ReservedUnits;
        }

        var level = Assert.Single(levels.Locations);
        Assert.Equal((onHand, reserved, reserved), (level.OnHandUnits, level.ReservedUnits, sum));
        Assert.Equal(levels.Locations, replayed.Locations);
        Assert.Equal(levels.Position, replayed.Position);
    }
}
