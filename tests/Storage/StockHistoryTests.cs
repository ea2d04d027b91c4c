using Microsoft.Extensions.Logging.Abstractions;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Storage;

public sealed class StockHistoryTests
{
    private static readonly Sku Item = Sku.Parse("A");
    private static readonly LocationId Paris = LocationId.Parse("paris");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTime _time = new(Start);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(255, 0)]
    [InlineData(256, 1)]
    [InlineData(511, 1)]
    [InlineData(512, 2)]
    public async Task Every_256_entries_leave_one_snapshot(int entries, int snapshots)
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = NewLedger(storage);
        await ReceiveAsync(ledger, entries);
        var history = new StockHistory(storage.Tables, ledger);

        var found = new List<long>();
        for (var at = await history.ReadSnapshotAsync(Item, long.MaxValue, Token); at is not null;
            at = await history.ReadSnapshotAsync(Item, at.Levels.Position - 1, Token))
        {
            found.Add(at.Levels.Position);
        }

        Assert.Equal(Enumerable.Range(1, snapshots).Select(i => 256L * i).Reverse(), found);
    }

    [Fact]
    public async Task A_transaction_that_passes_the_boundary_writes_the_snapshot_after_its_last_entry()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = NewLedger(storage);
        await ReceiveAsync(ledger, 200);

        await Task.WhenAll(Enumerable.Range(200, 97).Select(i => ledger.ExecuteAsync(Receive(i, 1), Token)));

        var snapshot = (await new StockHistory(storage.Tables, ledger).ReadSnapshotAsync(Item, long.MaxValue, Token))!;
        Assert.InRange(snapshot.Levels.Position, 257, 297);
        Assert.Equal(snapshot.Levels.Position, snapshot.Levels.Locations.Single().OnHandUnits);
    }

    [Fact]
    public async Task Levels_of_any_position_are_those_of_then()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = NewLedger(storage);
        await ReceiveAsync(ledger, 600);
        var history = new StockHistory(storage.Tables, ledger);

        foreach (var position in new[] { 0, 1, 255, 256, 257, 512, 599, 600 })
        {
            var levels = await history.ReadLevelsAsync(Item, position, Token);
            Assert.Equal((position, position), (levels.Position, levels.Locations.Sum(level => level.OnHandUnits)));
        }

        Assert.Equal(600, (await history.ReadLevelsAsync(Item, 5_000, Token)).Position);
    }

    [Fact]
    public async Task Levels_of_any_time_are_those_after_the_last_entry_decided_by_then()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = NewLedger(storage);
        await ReceiveAsync(ledger, 1_100, every: TimeSpan.FromSeconds(1));
        var history = new StockHistory(storage.Tables, ledger);

        foreach (var position in new[] { 0, 1, 255, 256, 257, 511, 512, 513, 768, 1_000, 1_100 })
        {
            var at = Start.AddSeconds(position - 1);
            Assert.Equal(position, (await history.ReadLevelsAsync(Item, at, Token)).Position);
            Assert.Equal(position, (await history.ReadLevelsAsync(Item, at.AddMilliseconds(999), Token)).Position);
        }
    }

    [Fact]
    public async Task The_head_knows_which_entry_last_changed_each_number()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = NewLedger(storage);
        await ledger.ExecuteAsync(Receive(1, 9), Token);
        await ledger.ExecuteAsync(new SetSafetyStock("s", Item, Paris, 2), Token);
        await ledger.ExecuteAsync(new SetIncoming("i", Item, OpenStorage.London, 3), Token);
        await ledger.ExecuteAsync(
            new SetReservation(Item, OrderId.Parse("shop/1"), 1, 1, 0, 0, [OpenStorage.London], ShortagePolicy.Backorder, 0), Token);

        var levels = (await ledger.ReadLevelsAsync(Item, Token))!;
        var rebuilt = await LevelReplay.RebuildAsync(Item, ledger.ReadJournalAsync(Item, 1, int.MaxValue, Token), Token);

        Assert.Equal([new LevelPositions(1, 4, 0, 3), new LevelPositions(0, 0, 2, 0)], levels.LastChanges);
        Assert.Equal(levels.LastChanges, rebuilt.LastChanges);
    }

    [Fact]
    public async Task Whatever_was_done_every_position_reads_back_as_it_was_also_once_archived()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = NewLedger(storage);
        var random = new Random(7);
        var was = new Dictionary<long, SkuLevels> { [0] = new(Item, [], 0) };
        LocationId[] locations = [OpenStorage.London, Paris];
        await ledger.ExecuteAsync(Receive(0, 50), Token);
        for (var i = 1; i <= 700; i++)
        {
            var location = locations[random.Next(2)];
            await (random.Next(6) switch
            {
                0 => (Task)ledger.ExecuteAsync(new ReceiveUnits($"r{i}", Item, location, random.Next(9)), Token),
                1 => ledger.ExecuteAsync(new AdjustUnits($"a{i}", Item, location, random.Next(-5, 6)), Token),
                2 => ledger.ExecuteAsync(new SetSafetyStock($"s{i}", Item, location, random.Next(3)), Token),
                _ => ledger.ExecuteAsync(Want(random, i, locations), Token),
            });
            var levels = (await ledger.ReadLevelsAsync(Item, Token))!;
            was.TryAdd(levels.Position, levels);
        }

        var history = new StockHistory(storage.Tables, ledger);
        await new JournalArchive(storage.Tables, ledger, new JournalArchiveOptions { LiveEntries = 100 }, _time, NullLogger<JournalArchive>.Instance)
            .RunAsync(Token);

        Assert.True(was.Count > 400, $"Only {was.Count} positions came to be.");
        foreach (var (position, levels) in was)
        {
            var read = await history.ReadLevelsAsync(Item, position, Token);
            Assert.Equal(levels.Position, read.Position);
            Assert.Equal(levels.Locations, read.Locations);
            Assert.Equal(levels.LastChanges, read.LastChanges);
        }
    }

    private static SetReservation Want(Random random, int revision, LocationId[] locations) => new(
        Item, OrderId.Parse($"shop/{random.Next(20)}"), revision, random.Next(6), random.Next(3), 0, locations, ShortagePolicy.Backorder, 3);

    private StockLedger NewLedger(OpenStorage storage) => new(storage.Tables, new StockLedgerOptions(), storage.Metrics, _time, storage.Jitter);

    private static ReceiveUnits Receive(int id, int units) => new($"r{id}", Item, OpenStorage.London, units);

    /// <summary>One entry at a time, each in its own transaction.</summary>
    private async Task ReceiveAsync(StockLedger ledger, int entries, TimeSpan every = default)
    {
        for (var i = 0; i < entries; i++)
        {
            await ledger.ExecuteAsync(Receive(i, 1), Token);
            _time.Advance(every);
        }
    }
}
