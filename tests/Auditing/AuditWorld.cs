using Azure;
using Azure.Data.Tables;
using EmbeddedFunctions.Functions;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Counts;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Storage.Ledger;
using StockFlow.Storage.Orders;
using StockFlow.Storage.Quarantine;
using StockFlow.Storage.Waiting;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Auditing;

/// <summary>The whole app after a little trade, and hands that write into its tables behind its back.</summary>
internal sealed class AuditWorld : IAsyncDisposable
{
    public static readonly Sku Chair = Sku.Parse("CHAIR");
    public static readonly Sku Lamp = Sku.Parse("LAMP");
    public static readonly OrderId First = OrderId.Parse("till/1");
    public static readonly OrderId Second = OrderId.Parse("till/2");

    private AuditWorld(AppWorld app)
    {
        App = app;
    }

    public AppWorld App { get; }

    public StorageTables Tables => App.Services.GetRequiredService<StorageTables>();

    public StockLedger Ledger => App.Services.GetRequiredService<StockLedger>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>CHAIR: 10 on hand in london, 4 in leeds, 1 withheld and 6 incoming in london; order 1 holds 2 and order 2 holds 1; order 2 waits for LAMP.</summary>
    public static async Task<AuditWorld> StartAsync()
    {
        var world = new AuditWorld(await AppWorld.StartAsync());
        await world.App.ReceiveAsync("CHAIR", 10);
        await world.App.ReceiveAsync("CHAIR", 4, "leeds");
        await world.App.PostAsync("stock/CHAIR/movements", """{"commandId":"s","kind":"safetyStock","location":"london","units":1}""");
        await world.App.PostAsync("stock/CHAIR/movements", """{"commandId":"i","kind":"incoming","location":"london","units":6}""");
        await world.App.OrderAsync("1", ("CHAIR", 2));
        await world.App.OrderAsync("2", ("CHAIR", 1), ("LAMP", 1));
        return world;
    }

    /// <summary>One run, and everything it asks for.</summary>
    public async Task<ApiAnswer> AuditAsync(bool full = false)
    {
        Assert.Equal(202, (await App.PostAsync(full ? "audit?full=true" : "audit")).Status);
        await SettleAsync();
        var answer = await App.GetAsync("audit");
        Assert.Equal((200, "completed"), (answer.Status, answer.Json["run"]!["state"]!.GetValue<string>()));
        return answer;
    }

    /// <summary>An order comes after a hand was in the tables.</summary>
    public async Task OrderAsync(string id, int chairs)
    {
        Assert.Equal(202, (await App.DeliverAsync(App.OrderBody(id, ("CHAIR", chairs)))).Status);
        await SettleAsync();
    }

    /// <summary>The ledger finds that somebody else has written, and waits a moment by the clock before it tries again.</summary>
    public async Task SettleAsync()
    {
        await App.PassAsync(TimeSpan.FromSeconds(4));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var idle = App.Services.GetRequiredService<EmbeddedHost>().WhenIdleAsync(enough.Token);

        // A busy machine may only get there once these seconds are over.
        for (var second = 0; second < 900 && await Task.WhenAny(idle, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token)) != idle; second++)
        {
            App.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await enough.CancelAsync();
        await idle;
    }

    /// <summary>What stands so, by kind.</summary>
    public async Task<string[]> KindsAsync(string? state = null)
    {
        var answer = await App.GetAsync(state is null ? "audit" : $"audit?state={state}");
        return [.. answer.Items.Select(item => item!["kind"]!.GetValue<string>()).Order(StringComparer.Ordinal)];
    }

    public async Task<LocationLevel> LevelAsync(string location = "london") =>
        (await Ledger.ReadLevelsAsync(Chair, Token))!.Locations.Single(level => level.Location.Value == location);

    public Task ChangeHeadAsync(Func<string, string> change) => ChangeAsync(
        Tables.Stock, StockKeys.Partition(Chair), StockKeys.Head, head => head["Levels"] = change(head.GetString("Levels")!));

    public Task CountWaitingAsync(int orders) =>
        ChangeAsync(Tables.Stock, StockKeys.Partition(Chair), StockKeys.Head, head => head["Waiting"] = orders);

    public Task ChangeReservationAsync(OrderId order, Action<TableEntity> change) =>
        ChangeAsync(Tables.Stock, StockKeys.Partition(Chair), StockKeys.Reservation(order), change);

    public Task ChangeOrderAsync(OrderId order, Action<TableEntity> change) =>
        ChangeAsync(Tables.Orders, OrderKeys.Partition(order), OrderKeys.Row(order), change);

    public Task ChangeJournalAsync(long position, Func<string, string> change) => ChangeAsync(
        Tables.Stock, StockKeys.Partition(Chair), StockKeys.Journal(position), page => page["Lines"] = change(page.GetString("Lines")!));

    public async Task CopyReservationAsync(OrderId from, OrderId to)
    {
        TableEntity row = await Tables.Stock.GetEntityAsync<TableEntity>(StockKeys.Partition(Chair), StockKeys.Reservation(from), null, Token);
        row.RowKey = StockKeys.Reservation(to);
        await Tables.Stock.AddEntityAsync(row, Token);
    }

    public Task<string[]> WaitingRowsAsync() => RowsAsync("RowKey ge 'w_' and RowKey lt 'w`'");

    /// <summary>3 of leeds are set aside for transfer T1 to london.</summary>
    public async Task PlanTransferAsync()
    {
        var answer = await App.PostAsync("transfers", """{"id":"T1","from":"leeds","to":"london","lines":[{"sku":"CHAIR","units":3}]}""");
        Assert.Equal(202, answer.Status);
        await SettleAsync();
        Assert.Equal(3, (await LevelAsync("leeds")).ReservedUnits);
    }

    public async Task MoveWaitingRowAsync(string row, OrderId to)
    {
        TableEntity place = await Tables.Stock.GetEntityAsync<TableEntity>(StockKeys.Partition(Chair), row, null, Token);
        place.RowKey = StockKeys.Waiting(StockKeys.WaitingSince(row), to);
        await Tables.Stock.AddEntityAsync(place, Token);
    }

    public Task DeleteFromStockAsync(string rowKey) => Tables.Stock.DeleteEntityAsync(StockKeys.Partition(Chair), rowKey, ETag.All, Token);

    public Task DeleteOrderAsync(OrderId order) => Tables.Orders.DeleteEntityAsync(OrderKeys.Partition(order), OrderKeys.Row(order), ETag.All, Token);

    public Task DeleteQuarantineAsync() =>
        Tables.Quarantine.DeleteEntityAsync(QuarantineEntity.Partition(Lamp), QuarantineEntity.Row(Second), ETag.All, Token);

    public Task AddQuarantineAsync(OrderId order) => Tables.Quarantine.AddEntityAsync(
        QuarantineEntity.From(new QuarantineEntry(order, 1, Sku.Parse("GONE"), QuarantineReason.UnknownSku, App.Time.GetUtcNow())), Token);

    /// <summary>So many entries more in the journal: each takes one off and puts it back.</summary>
    public async Task MoveAsync(int entries)
    {
        for (var from = 0; from < entries; from += 500)
        {
            var moves = Enumerable.Range(from, Math.Min(500, entries - from)).Select(i =>
                $$"""{"commandId":"m{{i}}","sku":"CHAIR","kind":"adjust","location":"leeds","delta":{{(i % 2 == 0 ? -1 : 1)}},"reason":"test"}""");
            Assert.Equal(200, (await App.PostAsync("movements", $"[{string.Join(',', moves)}]")).Status);
        }

        await SettleAsync();
    }

    public Task<string[]> SnapshotsAsync() => RowsAsync("RowKey ge 's' and RowKey lt 't'");

    public async Task ChangeSnapshotsAsync(Action<TableEntity, int> change)
    {
        foreach (var (row, at) in (await SnapshotsAsync()).Select((row, at) => (row, at)))
        {
            await ChangeAsync(Tables.Stock, StockKeys.Partition(Chair), row, entity => change(entity, at));
        }
    }

    public Task DeleteHoldAsync(OrderId order, DateTimeOffset until) =>
        Tables.Holds.DeleteEntityAsync(HoldEntity.Partition, HoldEntity.Row(new OrderHold(order, until)), ETag.All, Token);

    public Task AddHoldAsync(OrderId order, DateTimeOffset until) => Tables.Holds.AddEntityAsync(HoldEntity.From(new OrderHold(order, until)), Token);

    /// <summary>Changes a row of the list, or takes it away where that leaves a number null.</summary>
    public async Task ChangeShortfallAsync(OrderId order, Action<TableEntity> change)
    {
        var (partition, row) = (ShortfallEntity.Partition(order), ShortfallEntity.Row(Chair));
        TableEntity entity = await Tables.Shortfalls.GetEntityAsync<TableEntity>(partition, row, null, Token);
        change(entity);
        await (entity["ShortUnits"] is null
            ? Tables.Shortfalls.DeleteEntityAsync(partition, row, ETag.All, Token)
            : Tables.Shortfalls.UpdateEntityAsync(entity, ETag.All, TableUpdateMode.Replace, Token));
    }

    public Task AddShortfallAsync(OrderId order)
    {
        var now = App.Time.GetUtcNow();
        return Tables.Shortfalls.AddEntityAsync(
            ShortfallEntity.From(new Shortfall(order, Chair, 1, 5, 0, 0, now, now, now, null, null, null)), Token);
    }

    /// <summary>CHAIR is counted in london, and the count is closed.</summary>
    public async Task CountAsync(string id, int units)
    {
        await App.PostAsync("counts", $$"""{"id":"{{id}}","location":"london","skus":["CHAIR"]}""");
        await App.PostAsync($"counts/{id}/entries", $$"""[{"commandId":"{{id}}","sku":"CHAIR","person":"anna","units":{{units}}}]""");
        await App.PostAsync($"counts/{id}/close");
        await SettleAsync();
    }

    /// <summary>A count is being posted, and on no list of those that somebody goes on with.</summary>
    public async Task ForgetCountAsync(string id)
    {
        var counts = App.Services.GetRequiredService<CountTables>().Counts;
        await ChangeAsync(counts, "c_" + id, "head", head => (head["State"], head["UpdatedAt"]) = ("Posting", App.Time.GetUtcNow()));
        await counts.DeleteEntityAsync("=work", id, ETag.All, Token);
    }

    public Task AddGibberishAsync(string table, string partition, string row) => App.Services.GetRequiredService<TableServiceClient>()
        .GetTableClient(table).AddEntityAsync(new TableEntity(partition, row), Token);

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private async Task<string[]> RowsAsync(string condition)
    {
        var rows = new List<string>();
        await foreach (var row in Tables.Stock.QueryAsync<TableEntity>($"PartitionKey eq 'CHAIR' and {condition}", cancellationToken: Token))
        {
            rows.Add(row.RowKey);
        }

        return [.. rows];
    }

    private static async Task ChangeAsync(TableClient table, string partition, string row, Action<TableEntity> change)
    {
        TableEntity entity = await table.GetEntityAsync<TableEntity>(partition, row, null, Token);
        change(entity);
        await table.UpdateEntityAsync(entity, entity.ETag, TableUpdateMode.Replace, Token);
    }
}
