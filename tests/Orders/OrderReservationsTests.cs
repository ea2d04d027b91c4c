using Azure.Data.Tables;
using EmbeddedFunctions.ServiceBus;
using EmbeddedFunctions.Store;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels;
using StockFlow.Messaging;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Tests.Storage;
using Xunit;

namespace StockFlow.Tests.Orders;

public sealed class OrderReservationsTests
{
    private static readonly DateTimeOffset Start = new(2010, 12, 1, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_step_may_run_twice_and_the_order_ends_once()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        await using var services = Services(storage);
        await ReceiveAsync(services, "A", 5);
        var order = await MergeAsync(services, "shop/1", ("A", 3), ("A", 1));

        var first = await SetAsync(services, order);
        var again = await SetAsync(services, order);
        var request = new CompletionRequest(order.Id, order.Revision, false, false, first.Skus);
        Assert.Equal(first.Skus, again.Skus);
        Assert.Equal(Completion.Recorded, await Reservations(services).CompleteAsync(request, Token));
        Assert.Equal(Completion.Recorded, await Reservations(services).CompleteAsync(request, Token));

        var done = (await services.GetRequiredService<OrderStore>().ReadAsync(order.Id, Token))!;
        Assert.Equal((OrderOutcome.Reserved, true), (done.Outcome, done.IsDone));
        Assert.Equal([3, 1], done.Lines.Select(line => line.Result!.ReservedUnits));
        Assert.Equal(1, (await LevelAsync(services, "A")).AvailableUnits);
    }

    [Fact]
    public async Task An_ordinary_order_is_one_step_which_may_run_twice()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        await using var services = Services(storage);
        await ReceiveAsync(services, "A", 5);
        var order = await MergeAsync(services, "shop/1", ("A", 3), ("A", 1));
        var revision = new OrderRevision(order.Id, order.Revision);

        var once = await Reservations(services).DoAsync(revision, Token);
        var again = await Reservations(services).DoAsync(revision, Token);

        Assert.Equal((Completion.Recorded, Completion.Recorded), (once.Completion, again.Completion));
        var done = (await services.GetRequiredService<OrderStore>().ReadAsync(order.Id, Token))!;
        Assert.Equal((OrderOutcome.Reserved, true), (done.Outcome, done.IsDone));
        Assert.Equal(1, (await LevelAsync(services, "A")).AvailableUnits);
    }

    [Fact]
    public async Task One_step_does_the_first_part_only_of_an_order_that_needs_more()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        await using var services = Services(storage);
        await ReceiveAsync(services, "A", 5);
        await ReceiveAsync(services, "B", 0);
        var rejected = await MergeAsync(services, "strict/1", ("A", 3), ("B", 1));
        var large = await MergeAsync(
            services, "shop/1", [.. Enumerable.Range(0, OrderReservations.ChunkSize + 1).Select(i => ($"S{i:D3}", 1))]);

        var short1 = await Reservations(services).DoAsync(new OrderRevision(rejected.Id, rejected.Revision), Token);
        var part = await Reservations(services).DoAsync(new OrderRevision(large.Id, large.Revision), Token);
        var late = await Reservations(services).DoAsync(new OrderRevision(large.Id, large.Revision - 1), Token);

        Assert.Equal((true, null), (short1.First.IsRejected, short1.Completion));
        Assert.Equal((2, OrderReservations.ChunkSize, null), (part.First.Chunks, part.First.Skus.Count, part.Completion));
        Assert.Equal(Completion.Superseded, late.Completion);
        Assert.False((await services.GetRequiredService<OrderStore>().ReadAsync(large.Id, Token))!.IsDone);
    }

    [Fact]
    public async Task A_step_of_an_older_revision_leaves_everything_to_the_newer_one()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        await using var services = Services(storage);
        await ReceiveAsync(services, "A", 5);
        var older = await MergeAsync(services, "shop/1", ("A", 3));
        var newer = await MergeAsync(services, "shop/1", 1, ("A", 1));

        await SetAsync(services, newer);
        var late = await SetAsync(services, older);
        var completion = await Reservations(services).CompleteAsync(new CompletionRequest(older.Id, older.Revision, false, false, []), Token);

        Assert.True(late.IsSuperseded);
        Assert.Equal(Completion.Superseded, completion);
        Assert.Equal(4, (await LevelAsync(services, "A")).AvailableUnits);
    }

    [Fact]
    public async Task A_rejected_order_holds_nothing_even_if_a_step_comes_late()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        await using var services = Services(storage);
        await ReceiveAsync(services, "A", 5);
        await ReceiveAsync(services, "B", 0);
        var order = await MergeAsync(services, "strict/1", ("A", 3), ("B", 1));

        var set = await SetAsync(services, order);
        await SetAsync(services, order, release: true);
        var released = await SetAsync(services, order, release: true);
        var late = await SetAsync(services, order);
        await Reservations(services).CompleteAsync(new CompletionRequest(order.Id, order.Revision, true, true, released.Skus), Token);

        Assert.True(set.IsRejected);
        Assert.True(late.IsSuperseded);
        Assert.Equal(5, (await LevelAsync(services, "A")).AvailableUnits);
        Assert.Equal(OrderOutcome.Rejected, (await services.GetRequiredService<OrderStore>().ReadAsync(order.Id, Token))!.Outcome);
    }

    [Fact]
    public async Task An_unknown_sku_waits_in_sight_and_goes_on_once_it_is_received()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        await using var services = Services(storage);
        await ReceiveAsync(services, "A", 5);
        var order = await MergeAsync(services, "shop/1", ("A", 3), ("NEW", 1));

        var set = await SetAsync(services, order);
        Assert.Equal(Completion.Recorded, await CompleteAsync(services, order, set));
        var waiting = await ToListAsync(services.GetRequiredService<QuarantineStore>().ReadAsync(10, Token));
        Assert.Equal(0, await services.GetRequiredService<QuarantineRelease>().ReleaseAllAsync(Token));
        await ReceiveAsync(services, "NEW", 2);
        Assert.Equal(1, await services.GetRequiredService<QuarantineRelease>().ReleaseAllAsync(Token));
        var rerun = (await services.GetRequiredService<OrderStore>().RestartAsync(order.Id, order.Revision, Start, Token))!;
        await services.GetRequiredService<OrderStore>().RestartAsync(order.Id, order.Revision, Start, Token);
        Assert.Equal(Completion.Recorded, await CompleteAsync(services, rerun, await SetAsync(services, rerun)));

        Assert.Equal((Sku.Parse("NEW"), QuarantineReason.UnknownSku), (waiting.Single().Sku!.Value, waiting.Single().Reason));
        Assert.Equal(order.Revision + 1, rerun.Revision);
        Assert.Equal(OrderOutcome.Reserved, (await services.GetRequiredService<OrderStore>().ReadAsync(order.Id, Token))!.Outcome);
        Assert.Empty(await ToListAsync(services.GetRequiredService<QuarantineStore>().ReadAsync(10, Token)));
    }

    [Fact]
    public async Task An_order_edited_to_want_an_unknown_sku_no_more_leaves_the_quarantine_and_is_put_there_again_by_a_later_revision_only()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        await using var services = Services(storage);
        var quarantine = services.GetRequiredService<QuarantineStore>();
        var first = await MergeAsync(services, "shop/1", ("NEW", 1));
        await CompleteAsync(services, first, await SetAsync(services, first));
        var entry = (await ToListAsync(quarantine.ReadAsync(10, Token))).Single();

        await quarantine.RemoveUpToAsync(first.Id, entry.Sku, first.Revision - 1, Token);
        var stays = await ToListAsync(quarantine.ReadAsync(10, Token));
        var edited = await MergeAsync(services, "shop/1", 1, ("NEW", 0));
        await CompleteAsync(services, edited, await SetAsync(services, edited));

        Assert.Equal(entry, stays.Single());
        Assert.Empty(await ToListAsync(quarantine.ReadAsync(10, Token)));
    }

    [Fact]
    public async Task A_sku_received_while_its_order_is_being_set_aside_is_reserved_at_once()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        await using var services = Services(storage);
        var order = await MergeAsync(services, "shop/1", ("NEW", 1));

        var set = await SetAsync(services, order);
        await ReceiveAsync(services, "NEW", 2);

        Assert.Equal(Completion.NowKnown, await CompleteAsync(services, order, set));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_order_that_is_set_aside_anew_while_a_release_looks_at_it_stays_on_the_list(int meetAt)
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        await using var services = Services(storage);
        var first = await MergeAsync(services, "shop/1", ("NEW", 1));
        await CompleteAsync(services, first, await SetAsync(services, first));
        var entry = (await ToListAsync(services.GetRequiredService<QuarantineStore>().ReadAsync(10, Token))).Single();
        var edited = await MergeAsync(services, "shop/1", 1, ("NEW", 0));
        await CompleteAsync(services, edited, await SetAsync(services, edited));
        await services.GetRequiredService<QuarantineStore>().AddAsync(entry, Token);
        await ReceiveAsync(services, "NEW", 0);
        var looks = 0;
        await using var releasing = Services(storage, new MeetingTables(storage.ConnectionString, async table =>
        {
            if (table == TableNames.Quarantine && ++looks == meetAt)
            {
                await services.GetRequiredService<QuarantineStore>().AddAsync(entry with { Revision = 3 }, Token);
            }
        }));

        await releasing.GetRequiredService<QuarantineRelease>().ReleaseAllAsync(Token);

        Assert.True(looks >= meetAt);
        Assert.Equal(3, (await ToListAsync(services.GetRequiredService<QuarantineStore>().ReadAsync(10, Token))).Single().Revision);
    }

    [Theory]
    [InlineData("orders", 1)]
    [InlineData("shortfalls", 1)]
    [InlineData("shortfalls", 2)]
    public async Task An_order_that_is_short_anew_while_the_review_looks_at_it_stays_on_the_list(string meetIn, int meetAt)
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        await using var services = Services(storage);
        await ReceiveAsync(services, "A", 1);
        var order = await MergeAsync(services, "shop/1", ("A", 3));
        await CompleteAsync(services, order, await SetAsync(services, order));
        var store = services.GetRequiredService<ShortfallStore>();
        var before = (await store.ReadAsync(order.Id, Token)).Single() with { ShortSince = Start };
        await store.SetAsync([before], Token);
        var looks = 0;

        // The review has read the row of the first revision. By the time it asks about the order, that has been done again, and is as short as before.
        await using var reviewing = Services(storage, new MeetingTables(storage.ConnectionString, async table =>
        {
            if (table == meetIn && ++looks == meetAt)
            {
                await ShortAnewAsync();
            }
            else if (table == "orders" && looks == 0)
            {
                await ShortAnewAsync();
                await store.SetAsync([before], Token);
            }
        }));
        await reviewing.GetRequiredService<ShortfallReview>().RunAsync(Token);

        var after = (await store.ReadAsync(order.Id, Token)).Single();
        Assert.True(looks >= meetAt);
        Assert.Equal((await services.GetRequiredService<OrderStore>().ReadAsync(order.Id, Token))!.Revision, after.Revision);

        async Task ShortAnewAsync()
        {
            var known = (await services.GetRequiredService<OrderStore>().ReadAsync(order.Id, Token))!;
            var again = (await services.GetRequiredService<OrderStore>().RestartAsync(order.Id, known.Revision, Start, Token))!;
            await CompleteAsync(services, again, await SetAsync(services, again));
        }
    }

    [Fact]
    public async Task An_order_of_many_hundred_lines_is_stored_and_reserved_in_parts()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        await using var services = Services(storage);
        var lines = Enumerable.Range(0, 1_200).Select(i => ($"SKU-{i:0000}-{new string('x', 40)}", 1)).ToArray();
        await ReceiveAsync(services, lines[^1].Item1, 1);
        var order = await MergeAsync(services, "shop/1", lines);

        var first = await SetAsync(services, order);
        var last = await Reservations(services).SetChunkAsync(new ChunkRequest(order.Id, order.Revision, first.Chunks - 1), Token);
        var stored = (await services.GetRequiredService<OrderStore>().ReadAsync(order.Id, Token))!;

        Assert.Equal(1_200 / OrderReservations.ChunkSize, first.Chunks);
        Assert.Equal(1, last.Skus[^1].ReservedUnits);
        Assert.Equal(order.Lines, stored.Lines);
    }

    private static ServiceProvider Services(OpenStorage storage, TableServiceClient? tables = null)
    {
        var broker = ServiceBusBroker.For(EmbeddedStores.Get(storage.ConnectionString));
        broker.DeclareQueue(QueueNames.StockChanges, new BrokerQueueOptions());
        broker.DeclareQueue(QueueNames.OrderEvents, new BrokerQueueOptions { RequiresSession = true });
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["StockFlowStorage"] = storage.ConnectionString,
            ["StockFlowServiceBus"] = storage.ConnectionString,
            ["StockFlow:Locations:london:Priority"] = "1",
            ["StockFlow:Channels:shop:Kind"] = "none",
            ["StockFlow:Channels:shop:Endpoint"] = "https://shop.example",
            ["StockFlow:Channels:strict:Kind"] = "none",
            ["StockFlow:Channels:strict:Endpoint"] = "https://shop.example",
            ["StockFlow:Channels:strict:Shortage"] = "reject",
        }).Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddStorage(configuration)
            .AddMessaging(configuration)
            .AddChannels(configuration)
            .AddOrders()
            .AddSingleton(new ConnectorKind("none", [], (_, _, _) => new SilentConnector()));
        return (tables is null ? services : services.AddSingleton(tables)).BuildServiceProvider();
    }

    private static OrderReservations Reservations(IServiceProvider services) => services.GetRequiredService<OrderReservations>();

    private static Task<ChunkResult> SetAsync(IServiceProvider services, Order order, bool release = false) =>
        Reservations(services).SetChunkAsync(new ChunkRequest(order.Id, order.Revision, 0, release), Token);

    private static Task<Completion> CompleteAsync(IServiceProvider services, Order order, ChunkResult set) =>
        Reservations(services).CompleteAsync(new CompletionRequest(order.Id, order.Revision, false, false, set.Skus), Token);

    private static Task<Order> MergeAsync(IServiceProvider services, string id, params (string Sku, int Units)[] lines) =>
        MergeAsync(services, id, 0, lines);

    private static Task<Order> MergeAsync(IServiceProvider services, string id, int minute, params (string Sku, int Units)[] lines) =>
        services.GetRequiredService<OrderStore>().MergeAsync(
            new ChannelOrder(
                OrderId.Parse(id), null, ChannelOrderState.Open, Start, Start.AddMinutes(minute),
                [.. lines.Select((line, i) => new ChannelOrderLine($"{i:0000}", line.Sku, line.Units))]),
            Start,
            Token);

    private static async Task ReceiveAsync(IServiceProvider services, string sku, int units) =>
        Assert.IsType<MovementOutcome.Done>(await services.GetRequiredService<StockLedger>()
            .ExecuteAsync(new ReceiveUnits("receipt", Sku.Parse(sku), OpenStorage.London, units), Token));

    private static async Task<LocationLevel> LevelAsync(IServiceProvider services, string sku) =>
        (await services.GetRequiredService<StockLedger>().ReadLevelsAsync(Sku.Parse(sku), Token))!.Locations.Single();

    private static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }
}
