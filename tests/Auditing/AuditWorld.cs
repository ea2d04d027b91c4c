using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Storage.Ledger;
using StockFlow.Storage.Orders;
using StockFlow.Storage.Quarantine;
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
        await App.IdleAsync();
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

    public async Task<string[]> WaitingRowsAsync()
    {
        var rows = new List<string>();
        await foreach (var row in Tables.Stock.QueryAsync<TableEntity>($"PartitionKey eq 'CHAIR' and RowKey ge 'w_' and RowKey lt 'w`'", cancellationToken: Token))
        {
            rows.Add(row.RowKey);
        }

        return [.. rows];
    }

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

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private static async Task ChangeAsync(TableClient table, string partition, string row, Action<TableEntity> change)
    {
        TableEntity entity = await table.GetEntityAsync<TableEntity>(partition, row, null, Token);
        change(entity);
        await table.UpdateEntityAsync(entity, entity.ETag, TableUpdateMode.Replace, Token);
    }
}
