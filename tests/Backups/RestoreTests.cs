using System.Text.Json.Nodes;
using StockFlow.Backups;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Backups;

/// <summary>A shop is backed up while it sells, its store is lost, and the restored one goes on: audited, and never oversold.</summary>
public sealed class RestoreTests
{
    [Fact]
    public async Task A_restored_shop_passes_the_audit_sells_on_and_shows_the_right_numbers()
    {
        await using var world = await BackupWorld.StartAsync();
        await TradeAsync(world);

        // What was changed shortly before is done once more, for clocks differ.
        world.Time.Advance(RestoreRules.ClockSkewMax + TimeSpan.FromMinutes(1));
        await world.BackUpAsync();
        var before = await StockAsync(world);
        var audited = await world.AuditAsync();

        // None of this is in the backup.
        await world.App.ReceiveAsync("CHAIR", 50);
        await world.App.OrderAsync("lost", ("CHAIR", 1));
        await world.App.PassAsync(TimeSpan.FromSeconds(10));
        await world.ReviveAsync();
        var after = await StockAsync(world);
        var found = await world.AuditAsync();
        await world.App.OrderAsync("new", ("CHAIR", 100));
        await world.SettleAsync();

        Assert.Empty(audited);
        Assert.Equal(before, after);
        Assert.Empty(found);
        Assert.True((await world.App.GetAsync("orders/till/new")).Has("""{"outcome":"short"}"""));
        var (_, _, available) = await world.UnitsAsync("CHAIR");
        Assert.Equal(0, available);
        Assert.Equal(0, world.Till.Items["item-1"].Units);
        Assert.Equal((await world.UnitsAsync("LAMP")).Available, world.Till.Items["item-2"].Units);
        Assert.Empty(await world.AuditAsync("open"));
        Assert.Empty((await world.App.GetAsync("failures")).Items);
    }

    [Fact]
    public async Task Each_number_is_told_again_as_nobody_knows_what_the_channel_shows()
    {
        await using var world = await BackupWorld.StartAsync();
        await TradeAsync(world);
        await world.BackUpAsync();
        var shown = world.Till.Items["item-2"].Units;
        world.Till.Items["item-2"] = ("LAMP", 99);

        await world.ReviveAsync();

        Assert.Equal(shown, world.Till.Items["item-2"].Units);
    }

    [Fact]
    public async Task Each_price_is_told_again_as_nobody_knows_what_the_channel_shows()
    {
        await using var world = await BackupWorld.StartAsync(("StockFlow:Channels:till:Prices", "on"), ("StockFlow:Channels:till:Markup", "10"));
        await TradeAsync(world);
        await world.App.PutAsync("items/LAMP/price", """{"price":20}""");
        await world.SettleAsync();
        await world.BackUpAsync();
        var shown = world.Till.Prices["item-2"];
        await world.App.PutAsync("items/LAMP/price", """{"price":30}""");
        await world.SettleAsync();
        Assert.Equal(("22.00", "33.00"), (shown, world.Till.Prices["item-2"]));

        await world.ReviveAsync();

        Assert.Equal("22.00", world.Till.Prices["item-2"]);
    }

    [Fact]
    public async Task Orders_since_the_backup_come_again_from_the_poll_and_those_it_knows_change_nothing()
    {
        await using var world = await BackupWorld.StartAsync(("StockFlow:Channels:till:PollInterval", "00:00:30"));
        await world.App.ReceiveAsync("CHAIR", 10);
        world.Till.Orders.Add(Order(world, "1", 2));
        await world.SettleAsync();
        await world.BackUpAsync();
        world.Till.Orders.Add(Order(world, "2", 3));
        await world.SettleAsync();
        var before = await world.UnitsAsync("CHAIR");

        await world.ReviveAsync();

        Assert.Equal((10, 5, 5), before);
        Assert.Equal(before, await world.UnitsAsync("CHAIR"));
        Assert.Empty(await world.AuditAsync());
    }

    [Fact]
    public async Task Orders_that_come_while_it_is_backed_up_end_as_one_truth()
    {
        await using var world = await BackupWorld.StartAsync();
        await world.App.ReceiveAsync("CHAIR", 1000);
        await world.App.ReceiveAsync("LAMP", 1000);
        await world.App.OrderAsync("first", ("CHAIR", 1), ("LAMP", 2));
        using var selling = new CancellationTokenSource();
        var sold = SellAsync(world, selling.Token);
        var id = await world.BackUpInPiecesAsync();
        await selling.CancelAsync();
        await sold;
        await world.App.IdleAsync();

        await world.ReviveAsync("--backup", id);
        await world.AuditAsync();
        var open = await world.AuditAsync("open");

        Assert.Empty(open);
        var orders = (await world.App.GetAsync("orders/till?top=1000")).Items;
        Assert.NotEmpty(orders);
        Assert.All(orders, order => Assert.Equal("reserved", order!["outcome"]!.GetValue<string>()));
        Assert.Equal((1000, orders.Count, 1000 - orders.Count), await world.UnitsAsync("CHAIR"));
        Assert.Equal((1000, orders.Count * 2, 1000 - (orders.Count * 2)), await world.UnitsAsync("LAMP"));
    }

    [Fact]
    public async Task An_order_that_was_changed_after_its_stock_was_copied_is_done_once_more()
    {
        await using var world = await BackupWorld.StartAsync();
        await world.App.ReceiveAsync("CHAIR", 10);
        await world.App.OrderAsync("1", ("CHAIR", 2));
        await world.App.OrderAsync("2", ("CHAIR", 1));
        await AfterAsync(world, BackupPlan.Skus, async () =>
        {
            await world.App.PassAsync(TimeSpan.FromSeconds(1));
            await world.App.DeliverAsync(world.App.OrderBody("1", ("CHAIR", 2)).Replace("\"orderedUnits\":2", "\"orderedUnits\":2,\"shippedUnits\":2", StringComparison.Ordinal));
            await world.App.DeliverAsync(world.App.OrderBody("2", ("CHAIR", 1)).Replace("\"open\"", "\"cancelled\"", StringComparison.Ordinal));
            await world.App.OrderAsync("3", ("CHAIR", 4));
        });
        var before = await world.UnitsAsync("CHAIR");

        await world.ReviveAsync();

        Assert.Equal((8, 4, 4), before);
        Assert.Equal(before, await world.UnitsAsync("CHAIR"));
        Assert.Empty(await world.AuditAsync());
    }

    [Fact]
    public async Task A_transfer_that_went_on_after_its_stock_was_copied_is_brought_there()
    {
        await using var world = await BackupWorld.StartAsync();
        await world.App.ReceiveAsync("CHAIR", 10);
        await world.App.PostAsync("transfers", """{"id":"a","from":"london","to":"leeds","lines":[{"sku":"CHAIR","units":5}]}""");
        await world.App.IdleAsync();
        await AfterAsync(world, BackupPlan.Skus, async () =>
        {
            await world.App.PostAsync("transfers/a/dispatch");
            await world.App.IdleAsync();
            await world.App.PostAsync("transfers/a/receive", """{"lines":[{"sku":"CHAIR","receivedUnits":3}]}""");
            await world.App.IdleAsync();
        });
        var before = await world.UnitsAsync("CHAIR");

        await world.ReviveAsync();

        Assert.Equal((8, 0, 8), before);
        Assert.Equal(before, await world.UnitsAsync("CHAIR"));
        Assert.Empty(await world.AuditAsync());
        Assert.Empty((await world.App.GetAsync("failures")).Items);
    }

    [Fact]
    public async Task A_stocktake_that_was_posted_after_it_was_copied_is_posted_once()
    {
        await using var world = await BackupWorld.StartAsync();
        await world.App.ReceiveAsync("CHAIR", 10);
        await world.App.PostAsync("counts", """{"id":"a","location":"london","skus":["CHAIR"],"reason":"autumn"}""");
        await world.App.PostAsync("counts/a/entries", """[{"commandId":"1","sku":"CHAIR","person":"anna","units":8,"reason":"stolen"}]""");
        await world.App.PostAsync("counts/a/close");
        await world.App.IdleAsync();

        await AfterAsync(world, BackupPlan.Counts, async () =>
        {
            await world.App.PostAsync("counts/a/post");
            await world.App.IdleAsync();
        });

        await world.ReviveAsync();
        var restored = await world.UnitsAsync("CHAIR");
        await world.App.PostAsync("counts/a/post");
        await world.App.IdleAsync();

        Assert.Equal(8, restored.OnHand);
        Assert.Equal(8, (await world.UnitsAsync("CHAIR")).OnHand);
        Assert.Empty(await world.AuditAsync());
        Assert.True((await world.App.GetAsync("counts/a")).Has("""{"state":"posted"}"""));
    }

    /// <summary>Movements, orders of every kind, a bundle, a transfer under way, a stocktake that is open.</summary>
    private static async Task TradeAsync(BackupWorld world)
    {
        var app = world.App;
        world.Till.Items["item-1"] = ("CHAIR", 0);
        world.Till.Items["item-2"] = ("LAMP", 0);
        await app.ReceiveAsync("CHAIR", 12);
        await app.ReceiveAsync("CHAIR", 4, "leeds");
        await app.ReceiveAsync("LAMP", 20);
        await app.PostAsync("channels/till/listings/import");
        await app.PostAsync("stock/CHAIR/movements", """{"commandId":"s","kind":"safetyStock","location":"london","units":1}""");
        await app.PutAsync("bundles/SUITE", """{"components":[{"sku":"CHAIR","units":2},{"sku":"LAMP","units":1}]}""");
        await app.OrderAsync("1", ("CHAIR", 2), ("LAMP", 1));
        await app.OrderAsync("2", ("SUITE", 1));
        await app.OrderAsync("3", ("OAK", 1), ("LAMP", 2));
        await app.DeliverAsync(app.OrderBody("4", ("LAMP", 1)).Replace("open", "pendingPayment", StringComparison.Ordinal));
        await app.DeliverAsync(app.OrderBody("5", ("LAMP", 3)).Replace("\"orderedUnits\":3", "\"orderedUnits\":3,\"shippedUnits\":3", StringComparison.Ordinal));
        await app.PostAsync("transfers", """{"id":"t","from":"london","to":"leeds","lines":[{"sku":"CHAIR","units":3}]}""");
        await app.PostAsync("counts", """{"id":"c","location":"leeds","skus":["CHAIR"]}""");
        await app.IdleAsync();
        await world.SettleAsync();
    }

    /// <summary>Something happens after a table was copied and before what comes after it is.</summary>
    private static async Task AfterAsync(BackupWorld world, string table, Func<Task> happen)
    {
        var work = world.Work(new BackupOptions { PieceBytes = 1 });
        var run = BackupRun.Begin(world.Time.GetUtcNow());
        var (cursor, written, hasHappened) = (new BackupCursor(), (BackupPiece?)null, false);
        for (var isDone = false; !isDone;)
        {
            if (!hasHappened && written?.Rows.ContainsKey(table) == true)
            {
                hasHappened = true;
                await happen();
            }

            var answer = await work.StepAsync(run, cursor, written, AppWorld.Cancellation);
            (cursor, written, isDone) = (answer.Next ?? cursor, answer.Written, answer.Next is null);
        }

        Assert.True(hasHappened);
    }

    private static async Task<int> SellAsync(BackupWorld world, CancellationToken until)
    {
        var number = 0;
        while (!until.IsCancellationRequested && number < 400)
        {
            Assert.Equal(202, (await world.App.DeliverAsync(world.App.OrderBody($"{++number}", ("CHAIR", 1), ("LAMP", 2)))).Status);
        }

        return number;
    }

    private static string Order(BackupWorld world, string id, int chairs) =>
        JsonNode.Parse(world.App.OrderBody(id, ("CHAIR", chairs)))!["data"]!.ToJsonString();

    private static async Task<string> StockAsync(BackupWorld world)
    {
        var stock = new List<string>();
        foreach (var sku in new[] { "CHAIR", "LAMP" })
        {
            stock.Add((await world.App.GetAsync($"stock/{sku}")).Text);
            stock.Add((await world.App.GetAsync($"stock/{sku}/reservations")).Text);
        }

        foreach (var path in new[] { "orders/till/1", "transfers/t", "counts/c", "bundles", "quarantine", "holds" })
        {
            stock.Add((await world.App.GetAsync(path)).Text);
        }

        return string.Join('\n', stock);
    }
}
