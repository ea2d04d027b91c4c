using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Auditing;
using StockFlow.Storage.Ledger;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Auditing;

/// <summary>Corruption of every kind, written straight into the tables, is found in one run and mended where that is safe.</summary>
public sealed class AuditTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_found_where_nothing_is_wrong()
    {
        await using var world = await AuditWorld.StartAsync();

        var first = await world.AuditAsync();
        var second = await world.AuditAsync(full: true);

        Assert.Empty(first.Items);
        Assert.Empty(second.Items);
        Assert.Equal((1, 2), (second.Json["run"]!["counts"]!["skus"]!.GetValue<int>(), second.Json["run"]!["counts"]!["orders"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_pre_order_is_as_it_should_be()
    {
        await using var world = await AuditWorld.StartAsync();
        var released = world.App.Time.GetUtcNow().AddDays(1).ToString("O");
        Assert.Equal(200, (await world.App.PutAsync("items/CHAIR", $$"""{"releaseAt":"{{released}}","preorderLimit":5}""")).Status);
        await world.App.OrderAsync("3", ("CHAIR", 2));
        Assert.True((await world.App.GetAsync("orders/till/3")).Has("""{"outcome":"preordered"}"""));

        var audit = await world.AuditAsync();

        Assert.Empty(audit.Items);
        Assert.Equal((5, 0), ((await world.LevelAsync()).ReservedUnits, (await world.LevelAsync()).BackorderedUnits));
    }

    [Theory]
    [InlineData("london:10,3,1,6", "london:13,3,1,6", "levelDiffers")]
    [InlineData("london:10,3,1,6", "london:7,3,1,6", "levelDiffers")]
    [InlineData("london:10,3,1,6", "london:10,2,1,6", "reservedDiffers")]
    [InlineData("london:10,3,1,6", "london:10,9,1,6", "reservedDiffers")]
    [InlineData("london:10,3,1,6", "london:10,3,0,6", "levelDiffers")]
    [InlineData("london:10,3,1,6", "london:10,3,1,0", "levelDiffers")]
    [InlineData(";london:10,3,1,6", "", "levelDiffers,levelDiffers,levelDiffers,reservedDiffers")]
    [InlineData("leeds:4,0,0,0;", "", "levelDiffers")]
    [InlineData("london:10,3,1,6", "london:10,3,1,6;york:5,2,0,0", "levelDiffers,reservedDiffers")]
    public async Task A_level_that_was_changed_by_hand_is_taken_back_to_what_its_records_prove(string right, string wrong, string kinds)
    {
        await using var world = await AuditWorld.StartAsync();
        await world.AuditAsync();
        await world.ChangeHeadAsync(levels => levels.Replace(right, wrong, StringComparison.Ordinal));

        await world.AuditAsync();
        var mended = await world.KindsAsync("mended");
        var (london, leeds) = (await world.LevelAsync(), await world.LevelAsync("leeds"));
        var journal = await world.App.GetAsync("stock/CHAIR/journal");
        await world.AuditAsync(full: true);

        Assert.Equal(kinds.Split(',').Distinct(), mended.Distinct());
        Assert.Equal((10, 3, 1, 6), (london.OnHandUnits, london.ReservedUnits, london.SafetyStockUnits, london.IncomingUnits));
        Assert.Equal((4, 0), (leeds.OnHandUnits, leeds.ReservedUnits));
        Assert.Equal(("mended", "audit"), (journal.Items[^1]!["kind"]!.GetValue<string>(), journal.Items[^1]!["actor"]!.GetValue<string>()));
        Assert.Empty(await world.KindsAsync("open"));
        Assert.Equal(mended, await world.KindsAsync());
    }

    [Fact]
    public async Task A_reservation_whose_parts_were_changed_is_set_again_and_the_level_follows()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.ChangeReservationAsync(AuditWorld.First, row => row["Allocations"] = "london:5");

        await world.AuditAsync();
        var mended = await world.KindsAsync("mended");
        await world.AuditAsync(full: true);

        Assert.Equal(["reservationDiffers", "reservedDiffers"], mended);
        Assert.Equal(3, (await world.LevelAsync()).ReservedUnits);
        Assert.Equal(mended, await world.KindsAsync());
    }

    [Fact]
    public async Task A_reservation_that_was_lost_is_made_again()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.DeleteFromStockAsync(StockKeys.Reservation(AuditWorld.First));

        await world.AuditAsync();
        var mended = await world.KindsAsync("mended");
        await world.AuditAsync(full: true);

        Assert.Equal(["reservationMissing", "reservedDiffers"], mended);
        Assert.Equal(2, (await world.Ledger.ReadReservationAsync(AuditWorld.Chair, AuditWorld.First, Token))!.ReservedUnits);
        Assert.Equal(3, (await world.LevelAsync()).ReservedUnits);
        Assert.Equal(mended, await world.KindsAsync());
    }

    [Fact]
    public async Task A_lost_reservation_of_goods_that_have_left_is_left_to_a_person()
    {
        await using var world = await AuditWorld.StartAsync();
        var body = world.App.OrderBody("1", ("CHAIR", 2)).Replace("\"orderedUnits\":2", "\"orderedUnits\":2,\"shippedUnits\":1", StringComparison.Ordinal);
        world.App.Time.Advance(TimeSpan.FromSeconds(2));
        await world.App.DeliverAsync(body.Replace("09:00:00Z\",\"lines", "09:00:01Z\",\"lines", StringComparison.Ordinal));
        await world.App.IdleAsync();
        Assert.Equal(9, (await world.LevelAsync()).OnHandUnits);
        await world.DeleteFromStockAsync(StockKeys.Reservation(AuditWorld.First));

        await world.AuditAsync();

        Assert.Equal(["reservationMissing"], await world.KindsAsync("open"));
        Assert.Equal(9, (await world.LevelAsync()).OnHandUnits);
    }

    [Fact]
    public async Task An_order_that_ended_before_the_last_run_is_passed_by_and_what_was_found_of_it_stays_open_until_it_is_gone()
    {
        await using var world = await AuditWorld.StartAsync();
        var body = world.App.OrderBody("1", ("CHAIR", 2)).Replace("\"orderedUnits\":2", "\"orderedUnits\":2,\"shippedUnits\":2", StringComparison.Ordinal);
        world.App.Time.Advance(TimeSpan.FromSeconds(2));
        await world.App.DeliverAsync(body.Replace("09:00:00Z\",\"lines", "09:00:01Z\",\"lines", StringComparison.Ordinal));
        await world.App.IdleAsync();
        world.App.Time.Advance(TimeSpan.FromHours(2));
        var first = await world.AuditAsync();
        world.App.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await world.AuditAsync();
        await world.DeleteFromStockAsync(StockKeys.Reservation(AuditWorld.First));
        await world.AuditAsync(full: true);
        world.App.Time.Advance(TimeSpan.FromSeconds(1));
        await world.AuditAsync();

        Assert.Equal((2, 1), (Orders(first), Orders(second)));
        Assert.Equal(["reservationMissing"], await world.KindsAsync("open"));

        static int Orders(ApiAnswer answer) => answer.Json["run"]!["counts"]!["orders"]!.GetValue<int>();
    }

    [Fact]
    public async Task A_reservation_of_an_order_that_nobody_knows_is_left_to_a_person()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.DeleteOrderAsync(AuditWorld.First);

        await world.AuditAsync();
        await world.AuditAsync();

        Assert.Equal(["reservationWithoutOrder"], await world.KindsAsync("open"));
        Assert.Equal(3, (await world.LevelAsync()).ReservedUnits);
    }

    [Fact]
    public async Task A_reservation_that_came_from_nowhere_counts_as_promised_and_is_shown()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.CopyReservationAsync(AuditWorld.First, StockFlow.Orders.OrderId.Parse("till/99"));

        await world.AuditAsync();

        Assert.Equal(["reservationWithoutOrder"], await world.KindsAsync("open"));
        Assert.Equal(["reservedDiffers"], await world.KindsAsync("mended"));
        Assert.Equal(5, (await world.LevelAsync()).ReservedUnits);
    }

    [Fact]
    public async Task What_an_order_does_not_want_any_more_is_given_back()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.ChangeOrderAsync(AuditWorld.First, row => (row["State"], row["Outcome"]) = ("Cancelled", "Cancelled"));

        await world.AuditAsync();

        Assert.Equal(["reservationNotWanted"], await world.KindsAsync("mended"));
        Assert.Equal(1, (await world.LevelAsync()).ReservedUnits);
    }

    [Fact]
    public async Task A_reservation_of_an_older_revision_is_set_again()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.ChangeOrderAsync(AuditWorld.First, row => (row["Revision"], row["DoneRevision"]) = (4, 4));

        await world.AuditAsync();

        Assert.Equal(["reservationDiffers"], await world.KindsAsync("mended"));
        Assert.Equal(5, (await world.Ledger.ReadReservationAsync(AuditWorld.Chair, AuditWorld.First, Token))!.Revision);
    }

    [Fact]
    public async Task A_journal_with_a_missing_page_is_shown_until_a_person_accepts_the_levels()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.DeleteFromStockAsync(StockKeys.Journal(3));

        await world.AuditAsync();
        await world.AuditAsync();
        var open = await world.KindsAsync("open");
        var accepted = await world.App.PostAsync("audit/CHAIR/accept");
        var after = await world.AuditAsync();

        Assert.Equal(["journalBroken"], open);
        Assert.Equal((6, 1), (accepted.Json["position"]!.GetValue<int>(), accepted.Json["differences"]!.GetValue<int>()));
        Assert.Equal("accepted", Assert.Single(after.Items)!["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_journal_entry_that_was_changed_is_found_and_no_level_moves()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.ChangeJournalAsync(1, lines => lines.Replace(">10,", ">12,", StringComparison.Ordinal));

        await world.AuditAsync();

        Assert.Equal(["journalBroken"], await world.KindsAsync("open"));
        Assert.Equal(10, (await world.LevelAsync()).OnHandUnits);
    }

    [Fact]
    public async Task A_journal_entry_that_was_found_right_before_is_looked_at_again_by_a_full_run()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.AuditAsync();
        await world.ChangeJournalAsync(1, lines => "gibberish");

        await world.AuditAsync();
        var usual = await world.KindsAsync();
        await world.AuditAsync(full: true);

        Assert.Empty(usual);
        Assert.Equal(["journalBroken"], await world.KindsAsync("open"));
    }

    [Fact]
    public async Task What_only_a_full_run_can_see_stays_open_in_the_runs_after_it_until_a_person_accepts()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.AuditAsync();
        await world.ChangeJournalAsync(1, lines => "gibberish");
        await world.AuditAsync(full: true);

        await world.AuditAsync();
        var open = await world.KindsAsync("open");
        await world.App.PostAsync("audit/CHAIR/accept");
        await world.AuditAsync();
        await world.AuditAsync(full: true);

        Assert.Equal(["journalBroken"], open);
        Assert.Equal(["journalBroken"], await world.KindsAsync("accepted"));
        Assert.Empty(await world.KindsAsync("open"));
    }

    [Fact]
    public async Task The_first_run_is_a_full_one_and_one_a_week()
    {
        await using var world = await AuditWorld.StartAsync();
        var audit = world.App.Services.GetRequiredService<StockAudit>();
        var (first, week) = (world.App.Time.GetUtcNow(), TimeSpan.FromDays(7));
        await audit.EndAsync(await audit.BeginAsync(first, isFull: false, Token), Token);

        var second = await audit.BeginAsync(first + week - TimeSpan.FromTicks(1), isFull: false, Token);
        await audit.EndAsync(second, Token);
        var third = await audit.BeginAsync(first + week, isFull: false, Token);
        await audit.EndAsync(third, Token);
        var fourth = await audit.BeginAsync(first + week, isFull: false, Token);

        Assert.Equal([false, true, false], new[] { second, third, fourth }.Select(run => run.IsFull));
    }

    [Fact]
    public async Task A_level_that_was_changed_and_traded_on_is_shown_to_a_person()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.ChangeHeadAsync(levels => levels.Replace("london:10,", "london:13,", StringComparison.Ordinal));
        await world.OrderAsync("3", 1);

        var answer = await world.AuditAsync();

        var difference = Assert.Single(answer.Items)!;
        Assert.Equal(("journalBroken", "open", "on hand 10"), (difference["kind"]!.GetValue<string>(), difference["state"]!.GetValue<string>(), difference["expected"]!.GetValue<string>()));
        Assert.Equal(13, (await world.LevelAsync()).OnHandUnits);
    }

    [Fact]
    public async Task Reserved_units_that_were_changed_and_traded_on_are_taken_back_to_what_orders_hold()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.ChangeHeadAsync(levels => levels.Replace("london:10,3", "london:10,8", StringComparison.Ordinal));
        await world.OrderAsync("3", 1);

        await world.AuditAsync();
        var mended = await world.KindsAsync("mended");
        await world.AuditAsync(full: true);

        Assert.Equal(["reservedDiffers"], mended);
        Assert.Equal(4, (await world.LevelAsync()).ReservedUnits);
        Assert.Equal(mended, await world.KindsAsync());
    }

    [Fact]
    public async Task A_head_that_is_gone_and_a_reservation_that_cannot_be_read_are_shown()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.ChangeReservationAsync(AuditWorld.First, row => row["Allocations"] = "gibberish");

        await world.AuditAsync();
        var unreadable = (await world.App.GetAsync("audit?state=open")).Items.Single()!["expected"]!.GetValue<string>();
        await world.DeleteFromStockAsync(StockKeys.Head);
        await world.AuditAsync();

        Assert.Equal("a readable r_till_1", unreadable);
        Assert.Contains("missing", (await world.App.GetAsync("audit?state=open")).Items.Single()!["found"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_in_quarantine_that_is_on_no_list_is_listed_and_goes_on()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.DeleteQuarantineAsync();

        await world.AuditAsync();
        await world.App.ReceiveAsync("LAMP", 1);
        await world.App.IdleAsync();

        Assert.Equal(["quarantineMissing"], await world.KindsAsync("mended"));
        Assert.Equal("reserved", (await world.App.GetAsync("orders/till/2")).Json["outcome"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_order_on_the_list_that_waits_for_nothing_is_taken_off_after_some_minutes()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.AddQuarantineAsync(AuditWorld.First);

        await world.AuditAsync();
        var early = await world.KindsAsync();
        await world.App.PassAsync(TimeSpan.FromMinutes(6));
        await world.AuditAsync();

        Assert.Empty(early);
        Assert.Equal(["quarantineStale"], await world.KindsAsync("mended"));
        Assert.Single((await world.App.GetAsync("quarantine")).Items);
    }

    [Fact]
    public async Task An_order_that_never_ends_is_shown_after_an_hour()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.ChangeOrderAsync(AuditWorld.First, row => (row["DoneRevision"], row["ReceivedAt"]) = (0, world.App.Time.GetUtcNow().AddHours(-1)));

        await world.AuditAsync();

        Assert.Equal(["orderUnfinished"], await world.KindsAsync("open"));
    }

    [Fact]
    public async Task A_step_that_runs_twice_mends_once()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.ChangeHeadAsync(levels => levels.Replace("london:10,", "london:13,", StringComparison.Ordinal));
        var audit = world.App.Services.GetRequiredService<StockAudit>();
        var run = new AuditRun(world.App.Time.GetUtcNow(), false);

        var both = await world.App.Time.RunAsync(Task.WhenAll(Enumerable.Range(0, 2).Select(_ => audit.StepAsync(run, new AuditCursor(), Token))));
        var third = await audit.StepAsync(run, new AuditCursor(), Token);
        await audit.EndAsync(run, Token);
        await audit.EndAsync(run, Token);

        Assert.Contains(both, answer => answer.Counts.Mended == 1);
        Assert.Equal(0, third.Counts.Found);
        Assert.Equal(10, (await world.LevelAsync()).OnHandUnits);
        Assert.Equal(["levelDiffers"], await world.KindsAsync("mended"));
    }

    [Fact]
    public async Task What_a_person_has_set_right_is_closed_by_the_next_run()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.ChangeOrderAsync(AuditWorld.First, row => (row["DoneRevision"], row["ReceivedAt"]) = (0, world.App.Time.GetUtcNow().AddHours(-1)));
        await world.AuditAsync();
        await world.ChangeOrderAsync(AuditWorld.First, row => row["DoneRevision"] = 1);
        world.App.Time.Advance(TimeSpan.FromSeconds(1));

        await world.AuditAsync();

        Assert.Equal(["orderUnfinished"], await world.KindsAsync("gone"));
    }

    [Fact]
    public async Task An_order_that_waits_and_has_lost_its_place_gets_it_back_and_is_filled()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.App.OrderAsync("3", ("CHAIR", 20));
        var place = Assert.Single(await world.WaitingRowsAsync());
        await world.DeleteFromStockAsync(place);

        await world.AuditAsync();

        Assert.Equal(["waitingMissing"], await world.KindsAsync("mended"));
        Assert.Equal([place], await world.WaitingRowsAsync());
        await world.AuditAsync(full: true);
        Assert.Equal(["waitingMissing"], await world.KindsAsync());
    }

    [Fact]
    public async Task A_place_of_an_order_that_does_not_wait_and_a_wrong_count_of_them_are_set_right()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.App.OrderAsync("3", ("CHAIR", 20));
        var place = Assert.Single(await world.WaitingRowsAsync());
        await world.MoveWaitingRowAsync(place, AuditWorld.First);
        await world.CountWaitingAsync(7);

        await world.AuditAsync();
        await world.AuditAsync(full: true);

        Assert.Equal(["waitingDiffers", "waitingStale"], await world.KindsAsync());
        Assert.Empty(await world.KindsAsync("open"));
        Assert.Equal([place], await world.WaitingRowsAsync());
        Assert.Equal(1, (await world.Ledger.ReadLevelsAsync(AuditWorld.Chair, Token))!.WaitingOrders);
    }

    [Fact]
    public async Task Units_of_a_transfer_count_as_reserved_and_what_was_lost_of_one_is_shown()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.PlanTransferAsync();
        var healthy = (await world.AuditAsync()).Items;
        await world.DeleteFromStockAsync("t_T1");

        await world.AuditAsync();

        Assert.Empty(healthy);
        Assert.Equal(["transferDiffers"], await world.KindsAsync("open"));
        Assert.Equal(["reservedDiffers"], await world.KindsAsync("mended"));
    }

    [Fact]
    public async Task Units_of_a_transfer_that_nobody_knows_are_shown()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.PlanTransferAsync();
        var transfers = world.App.Services.GetRequiredService<StockFlow.Transfers.TransferTables>().Transfers;
        await transfers.DeleteEntityAsync(StockFlow.Transfers.TransferEntity.Partition, "T1", Azure.ETag.All, Token);

        await world.AuditAsync();

        Assert.Equal(["transferWithoutDocument"], await world.KindsAsync("open"));
        Assert.Equal(3, (await world.LevelAsync("leeds")).ReservedUnits);
    }

    [Fact]
    public async Task An_order_that_cannot_be_read_is_shown_and_stops_no_run()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.ChangeOrderAsync(AuditWorld.First, row => row["State"] = "gibberish");
        await world.ChangeOrderAsync(AuditWorld.Second, row => row.Remove("Body"));

        var answer = await world.AuditAsync();

        Assert.Equal(["unreadable", "unreadable"], await world.KindsAsync("open"));
        Assert.Equal(["till/1", "till/2"], answer.Items.Select(item => item!["order"]!.GetValue<string>()).Order());
        Assert.Equal(3, (await world.LevelAsync()).ReservedUnits);
    }

    [Fact]
    public async Task A_snapshot_that_was_changed_or_cannot_be_read_is_taken_away()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.MoveAsync(600);
        Assert.Equal(2, (await world.SnapshotsAsync()).Length);
        await world.ChangeSnapshotsAsync((row, at) => row["Levels"] = at == 0 ? "gibberish" : row.GetString("Levels")!.Replace("london:10", "london:11", StringComparison.Ordinal));

        await world.AuditAsync();
        var mended = await world.KindsAsync("mended");
        var left = await world.SnapshotsAsync();
        var asOf = await world.App.GetAsync("stock/CHAIR?at=550");
        await world.AuditAsync(full: true);

        Assert.Equal(["snapshotDiffers", "snapshotDiffers"], mended);
        Assert.Empty(left);
        Assert.Equal(200, asOf.Status);
        Assert.Equal(mended, await world.KindsAsync());
    }

    [Fact]
    public async Task A_hold_that_was_lost_is_listed_again_and_expires_and_one_of_nobody_is_taken_off()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.App.DeliverAsync(world.App.OrderBody("5", ("CHAIR", 2)).Replace("\"open\"", "\"pendingPayment\"", StringComparison.Ordinal));
        await world.App.IdleAsync();
        var hold = Assert.Single((await world.App.GetAsync("holds")).Items)!["until"]!.GetValue<DateTimeOffset>();
        await world.DeleteHoldAsync(StockFlow.Orders.OrderId.Parse("till/5"), hold);
        await world.AddHoldAsync(StockFlow.Orders.OrderId.Parse("till/99"), hold);

        await world.AuditAsync();
        var kinds = await world.KindsAsync("mended");
        var listed = await world.App.GetAsync("holds");

        Assert.Equal(["holdMissing", "holdStale"], kinds);
        Assert.Equal("till/5", listed.Items.Single()!["order"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("delete", "shortfallMissing")]
    [InlineData("change", "shortfallDiffers")]
    public async Task A_shortfall_that_was_lost_or_changed_is_listed_again(string how, string kind)
    {
        await using var world = await AuditWorld.StartAsync();
        await world.App.OrderAsync("3", ("CHAIR", 20));
        var before = (await world.App.GetAsync("shortfalls")).Items.Single()!["shortUnits"]!.GetValue<int>();
        await world.ChangeShortfallAsync(StockFlow.Orders.OrderId.Parse("till/3"), row => row["ShortUnits"] = how == "delete" ? null : 0);

        await world.AuditAsync();
        var after = (await world.App.GetAsync("shortfalls")).Items.Single()!["shortUnits"]!.GetValue<int>();

        Assert.Equal([kind], await world.KindsAsync("mended"));
        Assert.Equal(before, after);
    }

    [Fact]
    public async Task A_shortfall_of_an_order_that_waits_for_nothing_is_taken_off_after_some_minutes()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.AddShortfallAsync(AuditWorld.First);

        await world.AuditAsync();
        var early = await world.KindsAsync();
        await world.App.PassAsync(TimeSpan.FromMinutes(6));
        await world.AuditAsync();

        Assert.Empty(early);
        Assert.Equal(["shortfallStale"], await world.KindsAsync("mended"));
        Assert.Empty((await world.App.GetAsync("shortfalls")).Items);
    }

    [Fact]
    public async Task A_posting_that_the_ledger_does_not_know_is_shown_and_a_count_that_nobody_goes_on_with_goes_on()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.CountAsync("posted", 12);
        await world.App.PostAsync("counts/posted/post");
        await world.SettleAsync();
        await world.CountAsync("stuck", 12);
        await world.DeleteFromStockAsync(StockKeys.Counts(StockFlow.Stock.LocationId.Parse("london")));
        await world.ForgetCountAsync("stuck");
        await world.App.PassAsync(TimeSpan.FromMinutes(6));
        Assert.Equal("posting", (await world.App.GetAsync("counts/stuck")).Json["state"]!.GetValue<string>());

        await world.AuditAsync();
        await world.App.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(["countDiffers"], await world.KindsAsync("open"));
        Assert.Equal(["countForgotten"], await world.KindsAsync("mended"));

        // A run that passes the count by, as it was posted long before, does not take it for gone.
        await world.App.PassAsync(TimeSpan.FromHours(2));
        await world.AuditAsync();
        await world.App.PassAsync(TimeSpan.FromHours(2));
        await world.AuditAsync();
        Assert.Equal(["countDiffers"], await world.KindsAsync("open"));
        Assert.Equal("posted", (await world.App.GetAsync("audit?state=open")).Items.Single()!["subject"]!.GetValue<string>());
        Assert.Equal("posted", (await world.App.GetAsync("counts/stuck")).Json["state"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("holds", "holds", "holds")]
    [InlineData("shortfalls", "gibberish", "row")]
    [InlineData("quarantine", "=none-such", "gibberish")]
    [InlineData("transfers", "transfer", "gibberish")]
    [InlineData("counts", "=index", "not an id")]
    public async Task A_list_with_a_row_that_is_not_of_our_form_is_shown_and_stops_no_run(string table, string partition, string row)
    {
        await using var world = await AuditWorld.StartAsync();
        await world.AddGibberishAsync(table, partition, row);

        var answer = await world.AuditAsync();

        var difference = Assert.Single(answer.Items)!;
        Assert.Equal(
            ("unreadable", "open", $"{table}/{partition}/{row}"),
            (difference["kind"]!.GetValue<string>(), difference["state"]!.GetValue<string>(), difference["subject"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_rest_of_a_list_is_audited_beside_rows_that_are_not_of_our_form()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.AddGibberishAsync("holds", "holds", "gibberish");
        await world.AddGibberishAsync("holds", "holds", "more");
        await world.AddHoldAsync(StockFlow.Orders.OrderId.Parse("till/99"), world.App.Time.GetUtcNow().AddDays(1));

        await world.AuditAsync();

        Assert.Equal(["unreadable", "unreadable"], await world.KindsAsync("open"));
        Assert.Equal(["holdStale"], await world.KindsAsync("mended"));
    }

    [Fact]
    public async Task A_busy_system_is_audited_again_and_again_and_nothing_is_found()
    {
        await using var world = await AuditWorld.StartAsync();
        await world.App.ReceiveAsync("CHAIR", 500);
        var audit = world.App.Services.GetRequiredService<StockAudit>();
        using var done = new CancellationTokenSource();
        var audits = Task.Run(
            async () =>
            {
                var all = new AuditCounts();
                while (!done.IsCancellationRequested)
                {
                    var cursor = new AuditCursor();
                    while (cursor is not null)
                    {
                        var answer = await audit.StepAsync(new AuditRun(world.App.Time.GetUtcNow(), true), cursor, Token);
                        (cursor, all) = (answer.Next, all + answer.Counts);
                    }
                }

                return all;
            },
            Token);

        for (var round = 0; round < 6; round++)
        {
            var orders = Enumerable.Range(0, 25).Select(i => world.App.DeliverAsync(world.App.OrderBody($"{round}-{i}", ("CHAIR", 1), ("DESK", 1), ("LAMP", 1))));
            await Task.WhenAll(orders);
            await world.App.ReceiveAsync("DESK", 5, "leeds");
            world.App.Time.Advance(TimeSpan.FromSeconds(1));
            var cancels = Enumerable.Range(0, 10).Select(i => world.App.DeliverAsync(
                world.App.OrderBody($"{round}-{i}", ("CHAIR", 1)).Replace("\"open\"", "\"cancelled\"", StringComparison.Ordinal)));
            await Task.WhenAll(cancels);
        }

        await world.App.PassAsync(TimeSpan.FromSeconds(30));
        await done.CancelAsync();
        while (!audits.IsCompleted)
        {
            await world.SettleAsync();
        }

        var counts = await audits;

        var found = (await world.App.GetAsync("audit")).Items;
        Assert.True(found.Count == 0, found.ToJsonString());
        Assert.Equal((0, 0), (counts.Found, counts.Mended));
        Assert.True(counts.Skus > 10, $"{counts}");
        Assert.Empty((await world.AuditAsync(full: true)).Items);
        Assert.Equal(3 + 90, (await world.LevelAsync()).ReservedUnits);
    }
}
